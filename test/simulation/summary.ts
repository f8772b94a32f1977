import { runSchedule } from "./one.ts";
import type { Result, Violation, Wanted } from "./result.ts";

type Counts = Readonly<Record<string, number>>;

/** What many seeds showed together. */
export interface Summary {
  readonly schedules: number;
  readonly violations: readonly (Violation & { readonly seed: number })[];
  readonly sometimes: Counts;
  readonly apart: Counts;
  /** How many cases of each promise were judged. */
  readonly judged: Counts;
  /** Milliseconds of virtual time, from the end of the faults, until it was known what became of each open call. */
  readonly settledAfter: readonly number[];
  readonly events: number;
}

/** Which seeds to play. */
export interface Many {
  readonly count: number;
  /** The first; the others follow one by one. */
  readonly seed: number;
  readonly wanted?: Wanted;
  /** How many play at once in this thread. Default: 64. */
  readonly concurrent?: number;
}

/** Plays many seeds in this thread. */
export async function runSchedules({ count, seed, wanted = {}, concurrent = 64 }: Many): Promise<Summary> {
  const results: Summary[] = [];
  let next = seed;
  async function lane(): Promise<void> {
    while (next < seed + count) results.push(summaryOf(await runSchedule(next++, wanted)));
  }
  await Promise.all(Array.from({ length: Math.min(concurrent, count) }, lane));
  return together(results);
}

function summaryOf({ seed, violations, sometimes, apart, judged, settledAfter, events }: Result): Summary {
  const found = violations.map((one) => ({ ...one, seed }));
  return { schedules: 1, violations: found, sometimes, apart, judged, settledAfter, events };
}

/** The sum of several summaries. */
export function together(parts: readonly Summary[]): Summary {
  return {
    schedules: parts.reduce((sum, one) => sum + one.schedules, 0),
    violations: parts.flatMap((one) => one.violations).sort((one, other) => one.seed - other.seed),
    sometimes: added(parts.map((one) => one.sometimes)),
    apart: added(parts.map((one) => one.apart)),
    judged: added(parts.map((one) => one.judged)),
    settledAfter: parts.flatMap((one) => one.settledAfter),
    events: parts.reduce((sum, one) => sum + one.events, 0),
  };
}

function added(parts: readonly Counts[]): Counts {
  const sum: Record<string, number> = {};
  for (const part of parts) for (const [name, count] of Object.entries(part)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

/** The value that such a share of the numbers does not exceed, e.g. 0.99; 0 where there are none. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
