import { parseArgs } from "node:util";
import { report } from "./report.ts";
import { runSchedule, type Wanted } from "./schedule.ts";
import { runInThreads } from "./threads.ts";

// `npm run schedules -- --count N --seed S`: plays seeds and prints what they showed. `--one` prints what happened in seed S.

const usage = `usage: npm run schedules -- [--count N] [--seed S] [--mode safety|liveness] [--threads N] [--one] [--profile JSON]
       npm run schedules -- --ablations`;
const mostTraces = 3;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function readArguments() {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = {
    ...{ count: text, seed: text, mode: text, threads: text, profile: text },
    ...{ one: flag, ablations: flag, help: flag, sometimes: flag },
  } as const;
  const { values } = parseArgs({ options, strict: false });
  const number = (given: unknown, fallback: number) => (typeof given === "string" ? Number(given) : fallback);
  const { mode, profile } = values;
  const wanted: Wanted = {
    ...((mode === "safety" || mode === "liveness") && { mode }),
    ...(typeof profile === "string" && { profile: JSON.parse(profile) as NonNullable<Wanted["profile"]> }),
  };
  return {
    values,
    wanted,
    count: number(values.count, 10_000),
    seed: number(values.seed, 1),
    threads: number(values.threads, 0),
  };
}

async function one(seed: number, wanted: Wanted): Promise<boolean> {
  const { trace, violations } = await runSchedule(seed, { ...wanted, trace: true });
  for (const line of trace) say(line);
  for (const { promise, what } of violations) say(`${promise} is broken: ${what}`);
  if (violations.length === 0) say(`seed ${seed}: no promise is broken`);
  return violations.length === 0;
}

async function many(): Promise<boolean> {
  const { count, seed, wanted, threads, values } = readArguments();
  const began = performance.now();
  const summary = await runInThreads({ count, seed, wanted }, threads > 0 ? { threads } : {});
  const seconds = (performance.now() - began) / 1000;
  const isLarge = count >= 100_000;
  for (const line of report(summary, { seed, seconds, isLarge, withAll: isLarge || values.sometimes === true }))
    say(line);
  const seeds = [...new Set(summary.violations.map((found) => found.seed))];
  for (const found of seeds.slice(0, mostTraces)) {
    say(`\nseed ${found}, again by: npm run schedules -- --one --seed ${found}${flagsOf()}`);
    await one(found, wanted);
  }
  return seeds.length === 0;
}

function flagsOf(): string {
  const { values } = readArguments();
  const flags = [
    values.mode && `--mode ${String(values.mode)}`,
    values.profile && `--profile '${String(values.profile)}'`,
  ];
  return flags
    .filter(Boolean)
    .map((flag) => ` ${flag}`)
    .join("");
}

const { values, seed, wanted } = readArguments();
if (values.help) say(usage);
else if (values.ablations) {
  const path = new URL("./ablations/main.ts", import.meta.url).href;
  const { runAblations } = (await import(path)) as { runAblations(args: readonly string[]): Promise<unknown> };
  await runAblations(process.argv.slice(2));
} else process.exitCode = (await (values.one ? one(seed, wanted) : many())) ? 0 : 1;
