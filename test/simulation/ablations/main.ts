import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Ablation } from "./ablation.ts";
import { ablations } from "./list.ts";
import { type Found, headOf, isMissed, lineOf, type Row } from "./row.ts";

const child = fileURLToPath(new URL("./child.ts", import.meta.url));
const mostSeeds = 1_000;
const atOnce = 2;

/** Plays seeds in a process of its own, with the guard taken out, or with the code `whole`. */
export async function play(
  { name }: Ablation,
  { seed = 1, count = mostSeeds, whole = false }: { seed?: number; count?: number; whole?: boolean } = {},
): Promise<Found> {
  const given = ["--name", name, "--seed", String(seed), "--count", String(count), ...(whole ? ["--whole"] : [])];
  const process_ = spawn(process.execPath, [child, ...given], { stdio: ["ignore", "pipe", "pipe"] });
  let [told, complaint] = ["", ""];
  process_.stdout.on("data", (chunk: Buffer) => (told += chunk.toString()));
  process_.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
  const [code] = (await once(process_, "close")) as [number | null];
  if (code !== 0) throw new Error(`${name}: ${complaint.trim().slice(0, 2_000)}`);
  return JSON.parse(told) as Found;
}

/** Takes out one guard, and plays the seed that broke once more with the whole code: that one must be unbroken. */
export async function ablate(ablation: Ablation, { seed = 1, count = mostSeeds } = {}): Promise<Row> {
  const began = performance.now();
  const found = await play(ablation, { seed, count });
  const { failed } = found;
  const control = await play(
    ablation,
    failed ? { seed: failed.seed, count: 1, whole: true } : { seed, count: 100, whole: true },
  );
  return { ablation, found, control, seconds: (performance.now() - began) / 1_000 };
}

/** A patch that does not fit any more, or code that does not load with it: that is no guard that was missed. */
function troubleOf(ablation: Ablation, error: unknown): Row {
  const nothing: Found = { seeds: 0, others: {}, settleMillis: 0 };
  const trouble = error instanceof Error ? error.message : String(error);
  return { ablation, found: nothing, control: nothing, seconds: 0, trouble };
}

/**
 * Takes the guards out one at a time and prints what broke. `--only TEXT` runs those whose names hold a text.
 *
 * @returns whether each guard was missed, and nothing broke with the whole code
 */
export async function runAblations(args: readonly string[]): Promise<boolean> {
  const options = {
    only: { type: "string", default: "" },
    count: { type: "string" },
    seed: { type: "string" },
  } as const;
  const { values } = parseArgs({ args: [...args], options, strict: false });
  const [count, seed] = [Number(values.count ?? mostSeeds), Number(values.seed ?? 1)];
  const chosen = ablations.filter(({ name }) => name.includes(String(values.only)));
  const queue = chosen.values();
  const rows: Row[] = [];
  process.stdout.write(`${headOf()}\n`);
  async function lane(): Promise<void> {
    for (const ablation of queue) {
      const row = await ablate(ablation, { seed, count }).catch((error: unknown) => troubleOf(ablation, error));
      rows.push(row);
      process.stdout.write(`${lineOf(row)}\n`);
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane));
  const survived = rows.filter((row) => !isMissed(row)).map(({ ablation }) => ablation.name);
  process.stdout.write(
    survived.length === 0
      ? `\n${rows.length} guards taken out, each was missed.\n`
      : `\n${rows.length} guards taken out, ${survived.length} not missed: ${survived.join(", ")}.\n`,
  );
  if (survived.length > 0) process.exitCode = 1;
  return survived.length === 0;
}
