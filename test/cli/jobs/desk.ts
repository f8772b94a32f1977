import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Client } from "../../../lib/cli/jobs/client.ts";
import { createApi } from "../../../lib/gitlab/api.ts";
import { twinWorld } from "../../twin/world.ts";

const cli = join(import.meta.dirname, "../../../lib/cli/penstock.ts");

export interface Ended {
  readonly code: number | string;
  readonly out: string;
  readonly bytes: Buffer;
  readonly err: string;
}

export interface Started {
  readonly ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
}

/** Runs the command as a person does, in a folder, with these settings and no others. */
export function start(
  t: TestContext,
  args: readonly string[],
  { env = {}, cwd = tmpdir() }: { env?: Readonly<Record<string, string>>; cwd?: string } = {},
): Started {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(PENSTOCK_|AWS_|NODE_TEST_CONTEXT)/.test(name));
  const child = spawn(process.execPath, [cli, ...args], {
    env: { ...Object.fromEntries(inherited), NO_COLOR: "1", ...env },
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on("data", (piece: Buffer) => out.push(piece));
  child.stderr.on("data", (piece: Buffer) => err.push(piece));
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code, signal) => {
      const bytes = Buffer.concat(out);
      resolve({ code: code ?? signal ?? "?", out: `${bytes}`, bytes, err: `${Buffer.concat(err)}` });
    });
  });
  t.after(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return { ended, kill: (signal) => void child.kill(signal) };
}

/** A folder that goes with the test. */
export function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "penstock-"));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A twin with the project `shop/api`, and a person (ada, its owner, unless told otherwise) who asks it with the CLI. */
export async function desk(t: TestContext, who = "ada", project: Parameters<typeof twinWorld>[1] = {}) {
  const world = await twinWorld(t, project);
  const cwd = folder(t);
  const token = world.twin.addToken(who);
  const settings = { PENSTOCK_GITLAB_URL: world.served.url, PENSTOCK_GITLAB_TOKEN: token };
  return {
    ...world,
    cwd,
    token,
    settings,
    url: (jobId: number) => `${world.served.url}/shop/api/-/jobs/${jobId}`,
    /** `penstock jobs …` to its end. */
    jobs: (...args: string[]) => start(t, ["jobs", ...args], { env: settings, cwd }).ended,
    /** What a command stands on, for parts that wait: a pause is what the test makes of it. */
    client: (pause: Client["pause"]): Client => {
      const clock = world.time.now;
      const api = createApi({ baseUrl: world.served.url, token, userAgent: "penstock-test", clock });
      t.after(() => api.close());
      return { api, clock, pause, baseUrl: world.served.url, isTwin: false, tokenKind: "access", seesJobs: true };
    },
    startJobs: (...args: string[]) => start(t, ["jobs", ...args], { env: settings, cwd }),
    /** What was sent to the twin that is no look. */
    writes: () =>
      world.twin.requests.filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`),
  };
}
