import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";

/** How a process of its own came to its first answer, from its start on. */
export interface Began {
  readonly wallMillis: number;
  /** Of the processor, helping threads included. */
  readonly cpuMillis: number;
  /** What it answered. */
  readonly value: unknown;
}

/** A function, and what it is given. */
export interface Alone {
  /** Of the bundle's entry. */
  readonly file: string;
  readonly event: unknown;
  readonly env: Readonly<Record<string, string>>;
}

/** Starts functions in processes of Node's alone, without the runtime client. */
export interface AloneStarts {
  /** @throws Error when it does not answer */
  start(alone: Alone): Promise<Began>;
  /** A process that runs an empty file, to its end. */
  bareMillis(): Promise<number>;
  /** What a process takes of the processor that tells just that. */
  bareCpuMillis(): Promise<number>;
}

/** Imports a bundle, calls its handler with one event, and tells when it has answered, what, and what that took. */
const aloneScript = `
const { handler } = await import(process.argv[2]);
const value = await handler(JSON.parse(process.env.EVENT), { getRemainingTimeInMillis: () => 60_000 });
const { user, system } = process.cpuUsage();
process.stdout.write(JSON.stringify({ cpuMillis: (user + system) / 1000, value }) + "\\n");
process.exit();
`;

const cpuScript = `
const { user, system } = process.cpuUsage();
process.stdout.write(String((user + system) / 1000));
`;

const aws = {
  AWS_REGION: "eu-central-1",
  AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
  AWS_SECRET_ACCESS_KEY: "secret",
};

/** @param folder where its scripts may be */
export function aloneStarts(folder: string): AloneStarts {
  const script = join(folder, "alone.mjs");
  const empty = join(folder, "nothing.mjs");
  writeFileSync(script, aloneScript);
  writeFileSync(empty, "");
  const telling = join(folder, "telling.mjs");
  writeFileSync(telling, cpuScript);
  return {
    async start({ file, event, env }) {
      const began = performance.now();
      const child = spawn(process.execPath, [script, file], {
        env: { ...aws, ...env, EVENT: JSON.stringify(event) },
        stdio: ["ignore", "pipe", "ignore"],
      });
      let [said, answeredAt] = ["", Number.NaN];
      child.stdout.on("data", (piece: Buffer) => {
        said += piece;
        // Lines of the log may come before it.
        if (Number.isNaN(answeredAt) && /"cpuMillis":.*\n$/.test(said)) answeredAt = performance.now();
      });
      await once(child, "close");
      if (Number.isNaN(answeredAt)) throw new Error(`${file} did not answer in a process of its own: ${said}`);
      const answer = JSON.parse(said.trim().split("\n").at(-1) ?? "") as Pick<Began, "cpuMillis" | "value">;
      return { wallMillis: answeredAt - began, ...answer };
    },
    async bareMillis() {
      const began = performance.now();
      await once(spawn(process.execPath, [empty], { stdio: "ignore" }), "exit");
      return performance.now() - began;
    },
    async bareCpuMillis() {
      const child = spawn(process.execPath, [telling], { stdio: ["ignore", "pipe", "ignore"] });
      return Number(await text(child.stdout));
    },
  };
}
