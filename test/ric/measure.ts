import { join } from "node:path";
import { type AloneStarts, aloneStarts } from "./alone.ts";
import { type Bundles, functionNames } from "./bundles.ts";
import { type CheckGround, openCheckGround } from "./check.ts";
import { type Figures, type Measured, median, percentile, ratio } from "./figures.ts";
import { type Load, loads } from "./loads.ts";
import type { Outcome } from "./sandbox.ts";

type Name = keyof typeof loads;
const names: readonly Name[] = ["empty", ...functionNames];

/** A function that is measured, in its world. */
interface Runner {
  readonly name: Name;
  readonly load: Load;
  readonly on: CheckGround;
  readonly cold: number[];
  readonly alone: number[];
}

const warmSeconds = 4;
const mostWarm = 300;
const aTurn = 10;
/** Which of them are also begun with a compile cache. */
const cached = ["webhook", "work"] as const;

/**
 * Measures every function beside one that does nothing and beside bare node, in rounds that take turns, so that whatever
 * else this machine does strikes all of them.
 */
export async function measure(bundles: Bundles, rounds: number): Promise<Figures> {
  const starts = aloneStarts(bundles.taskRoot);
  const runners: Runner[] = [];
  for (const name of names) {
    const on = await openCheckGround(bundles);
    runners.push({ name, on, load: await loads[name](on), cold: [], alone: [] });
  }
  const bare: number[] = [];
  const caches = new Map<string, number[]>(cached.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    bare.push(await starts.bareMillis());
    for (const runner of runners) {
      runner.cold.push(await coldMillis(runner, {}));
      runner.alone.push(await aloneMillis(starts, runner, {}));
    }
    for (const [name, millis] of caches) {
      const runner = runners.find((one) => one.name === name);
      const cache = { NODE_COMPILE_CACHE: join(bundles.taskRoot, `cache-${name}`), NODE_COMPILE_CACHE_PORTABLE: "1" };
      if (!runner) continue;
      // the first fills it
      if (round === 0) await aloneMillis(starts, runner, cache);
      millis.push(await coldMillis(runner, cache));
    }
  }
  const functions: Measured[] = [];
  for (const runner of runners) functions.push(await measuredOf(runner, runners[0], bundles));
  for (const { on } of runners) await on.close();
  const withCompileCache = [...caches].map(([name, millis]) => {
    const cold = runners.find((one) => one.name === name)?.cold ?? [];
    return { name, ratio: ratio(median(millis), median(cold)) };
  });
  return { rounds, bareMillis: median(bare), functions, withCompileCache };
}

/** Warm invocations, a few at a time, by turns with those of the empty one. */
async function measuredOf(runner: Runner, empty: Runner | undefined, { weights }: Bundles): Promise<Measured> {
  const { name, load, on } = runner;
  const [sandbox, idle] = [await on.start(name), await on.start("empty")];
  const warm: number[] = [];
  answered(name, await sandbox.invoke(await load.cold()));
  const until = performance.now() + warmSeconds * 1000;
  while (warm.length < mostWarm && performance.now() < until) {
    for (let turn = 0; turn < aTurn; turn++) {
      const event = await (load.warm ?? load.cold)();
      const began = performance.now();
      answered(name, await sandbox.invoke(event));
      warm.push(performance.now() - began);
    }
    if (runner !== empty) for (let turn = 0; turn < aTurn; turn++) await idle.invoke({});
  }
  await sandbox.close();
  await idle.close();
  const weight = weights.get(name);
  return {
    name,
    event: load.says,
    coldMillis: median(runner.cold),
    aloneMillis: median(runner.alone),
    warm: { count: warm.length, p50Millis: percentile(warm, 50), p99Millis: percentile(warm, 99) },
    ...(weight && { initBytes: weight.initBytes, allBytes: weight.initBytes + weight.lazyBytes }),
  };
}

/** @throws Error for anything but a good answer: what fails fast must not look fast */
function answered(name: string, outcome: Outcome): void {
  const value = outcome.kind === "answered" ? outcome.value : undefined;
  const { statusCode = 200, batchItemFailures = [] } = (value ?? {}) as {
    readonly statusCode?: number;
    readonly batchItemFailures?: readonly unknown[];
  };
  if (outcome.kind !== "answered" || statusCode >= 300 || batchItemFailures.length > 0)
    throw new Error(`what is measured must work, ${name}: ${JSON.stringify(outcome)}`);
}

async function coldMillis({ name, load, on }: Runner, env: Readonly<Record<string, string>>): Promise<number> {
  const event = await load.cold();
  const sandbox = await on.start(name, { env: { ...on.settings(), ...env } });
  answered(name, await sandbox.invoke(event));
  const millis = performance.now() - sandbox.startedAt;
  if (load.isDone?.() === false) throw new Error(`${name} answered and did nothing`);
  await sandbox.close();
  return millis;
}

async function aloneMillis(
  starts: AloneStarts,
  { name, load, on }: Runner,
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const file = join(on.bundles.taskRoot, "dist", name, "index.mjs");
  const { wallMillis } = await starts.start({ file, event: await load.cold(), env: { ...on.settings(), ...env } });
  return wallMillis;
}
