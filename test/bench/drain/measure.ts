import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Store } from "../../../lib/core/ports.ts";
import type { Task } from "../../../lib/core/task.ts";
import { median } from "../rules/alternate.ts";
import { type Asked, counted, since } from "./count.ts";
import { limitRate } from "./limit.ts";
import { type DrainWorld, dueRetries, openWorld, planRetries } from "./world.ts";

/** How a part of the tasks was drained. */
export interface Stretch {
  /** Effects a second. */
  readonly drained: number;
  /** What the store does alone, right afterwards: with the writes of an effect, and with its reads as well. */
  readonly writes: number;
  readonly requests: number;
  /** Megabytes of the workers' heap, after a collection. */
  readonly heap: number;
}

export interface Drained {
  readonly stretches: readonly Stretch[];
  /** How often an effect asks each of the store's functions, in the last of them. */
  readonly each: Asked;
  readonly calls: number;
}

/** The store alone takes its turn behind each; a short one would be little but its beginning and its end. */
const stretchTasks = 400;
const mostStretches = 8;
const leastStretches = 4;
const mostWarm = 400;
const ticks = 2;
const lanes = ticks * 8;
const mostMillis = 20 * 60_000;
const firstFresh = 1_000_000_000;

setFlagsFromString("--expose-gc");
const gc: () => void = runInNewContext("gc");

/**
 * Plans so many tasks, all due at once, and lets two ticks at once perform them, before a GitLab that answers at once. Some
 * more warm the code up first, and do not count.
 *
 * @param say told of each stretch as it ends
 */
export async function measureDrain(bare: Store, count: number, say: (line: string) => void): Promise<Drained> {
  const { store, asked } = counted(bare);
  const world = await openWorld(store);
  const warm = Math.min(mostWarm, count);
  await planRetries(bare, { from: 1, count: warm });
  await drainTo(warm, world);
  await planRetries(bare, { from: 1 + warm, count });
  const found: Stretch[] = [];
  let each: Asked = {};
  const stretches = Math.min(mostStretches, Math.max(leastStretches, Math.floor(count / stretchTasks)));
  for (let stretch = 1; stretch <= stretches; stretch++) {
    const goal = warm + Math.round((count * stretch) / stretches);
    const [before, callsBefore, began] = [asked(), world.calls(), performance.now()];
    await drainTo(goal, world);
    const effects = world.calls() - callsBefore;
    const drained = (effects / (performance.now() - began)) * 1000;
    each = perEffect(since(before, asked()), effects);
    const heap = heapMegabytes();
    const fresh = { each, first: firstFresh * stretch, count: Math.max(16, Math.min(2_000, Math.round(count / 25))) };
    const limit = await limits(bare, fresh);
    found.push({ drained, ...limit, heap });
    say(
      `${world.calls()} effects: ${Math.round(drained)} a second, heap ${heap.toFixed(1)} MB after a collection; the store alone: ` +
        `${Math.round(limit.writes)} a second with its writes, ${Math.round(limit.requests)} with its reads`,
    );
  }
  return { stretches: found, each, calls: world.calls() - warm };
}

/** How fast it was drained, beside the store alone: of all stretches the quartiles and what lies in the middle. */
export function partOfLimit({ stretches }: Drained, limit: "writes" | "requests"): Share {
  const parts = stretches.map((one) => one.drained / one[limit]).toSorted((one, other) => one - other);
  const at = (part: number) => parts[Math.floor((parts.length - 1) * part)] ?? 0;
  return { middle: median(parts), half: [at(0.25), at(0.75)] };
}

interface Share {
  readonly middle: number;
  readonly half: readonly [number, number];
}

/** The heap after the last quarter beside that after the first. */
export function heapGrowth({ stretches }: Drained): number {
  const [first, last] = [stretches[Math.floor(stretches.length / 4) - 1], stretches.at(-1)];
  return (last?.heap ?? 0) / (first?.heap ?? 1);
}

/** Rates of equal amounts of work, as one. */
export function meanRate(rates: readonly number[]): number {
  return rates.length / rates.reduce((sum, rate) => sum + 1 / rate, 0);
}

/** Lets ticks run, several at once, until so many effects happened. */
async function drainTo(goal: number, { tick, calls }: DrainWorld): Promise<void> {
  const until = Date.now() + mostMillis;
  const isOver = () => calls() >= goal || Date.now() > until;
  await Promise.all(
    Array.from({ length: ticks }, async () => {
      while (!isOver()) await tick(isOver);
    }),
  );
  if (calls() < goal) throw new Error(`${goal - calls()} effects were missing after ${mostMillis / 60_000} minutes`);
}

async function limits(
  store: Store,
  { each, first, count }: { each: Asked; first: number; count: number },
): Promise<Pick<Stretch, "writes" | "requests">> {
  const reads = Object.fromEntries(Object.entries(each).map(([name, times]) => [name, Math.round(times)]));
  const writes = await limitRate(store, await freshTasks(store, first, count), { reads: {}, lanes });
  const requests = await limitRate(store, await freshTasks(store, first + count, count), { reads, lanes });
  return { writes, requests };
}

async function freshTasks(store: Store, from: number, count: number): Promise<Task[]> {
  await planRetries(store, { from, count });
  return dueRetries({ from, count });
}

function perEffect(asked: Asked, effects: number): Asked {
  return Object.fromEntries(Object.entries(asked).map(([name, times]) => [name, times / effects]));
}

function heapMegabytes(): number {
  gc();
  return process.memoryUsage().heapUsed / 1_048_576;
}
