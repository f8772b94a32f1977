import { runSchedules } from "../../simulation/summary.ts";
import { median } from "../rules/alternate.ts";

/** What one thread played. */
export interface Played {
  readonly schedules: number;
  /** What happened in all of them: requests, their answers, hooks, the clock's ticks. */
  readonly events: number;
  readonly violations: number;
  /** Schedules a second of the processor: what lies in the middle of all portions. */
  readonly rates: number;
  /** Between what half of the portions lie. */
  readonly half: readonly [number, number];
}

const firstSeed = 20_270_000;
const warmPortions = 2;

/**
 * Plays portions of seeds, one after the other, for about so long; the first two warm the code up and do not count.
 *
 * @param portion how many schedules are timed together
 */
export async function measureSchedules(bounds: { readonly millis: number; readonly portion: number }): Promise<Played> {
  const { millis, portion } = bounds;
  const began = performance.now();
  const rates: number[] = [];
  let [schedules, events, violations] = [0, 0, 0];
  // Emulated failures are made by the million, and nobody reads where they were thrown.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  for (let round = 0; round <= warmPortions || performance.now() - began < millis; round++) {
    const start = process.cpuUsage();
    const summary = await runSchedules({ seed: firstSeed + round * portion, count: portion });
    const { user, system } = process.cpuUsage(start);
    violations += summary.violations.length;
    if (round < warmPortions) continue;
    schedules += summary.schedules;
    events += summary.events;
    rates.push((summary.schedules * 1e6) / (user + system));
  }
  Error.stackTraceLimit = stackTraceLimit;
  const sorted = rates.toSorted((one, other) => one - other);
  const at = (part: number) => sorted[Math.floor((sorted.length - 1) * part)] ?? 0;
  return { schedules, events, violations, rates: median(rates), half: [at(0.25), at(0.75)] };
}
