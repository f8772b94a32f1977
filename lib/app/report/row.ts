import type { Baseline } from "./baseline.ts";
import { medianSeconds, type Spread, secondsBelow } from "./spread.ts";
import type { Sizes, Tally, Tries } from "./tally.ts";

/** Minutes of so many; `null` where they are not known of any of them. */
export interface Sum {
  readonly minutes: number | null;
  /** Of how many they are known, and of how many not. */
  readonly of: number;
  readonly unknown: number;
}

export interface Waits extends Sum {
  /** `null`: there are none, or none is known. */
  readonly median: number | null;
}

/** New runs of failed jobs. */
interface RetriesRow {
  readonly made: number;
  /** The new run passed; it did not; it is not known yet, or nobody heard. */
  readonly helped: number;
  readonly failed: number;
  readonly open: number;
  readonly waited: Waits;
}

export interface SizesRow {
  readonly jobs: number;
  /** Of those jobs whose size is known; `null` where it is of none. */
  readonly bytes: number | null;
  readonly unknown: number;
}

/** The figures of a table's row. Minutes to a tenth. What does not go with what the row is about is missing. */
export interface Row {
  /** `null`: not known. */
  readonly failures?: number | null;
  readonly retries: { readonly ours: RetriesRow; readonly people?: RetriesRow; readonly gitlab?: RetriesRow };
  readonly saved: Sum;
  readonly burnt: Sum;
  readonly gates?: { readonly ours: Waits; readonly people: Waits };
  readonly restarts?: Waits;
  readonly artifacts?: { readonly kept: SizesRow; readonly deleted: SizesRow };
}

interface Ground {
  readonly baselines: ReadonlyMap<number, Baseline>;
  /** Whether it was heard at all what failed. */
  readonly knowsFailures: boolean;
}

export function rowOf(tally: Tally, { baselines, knowsFailures }: Ground): Row {
  const { ours, people, gitlab } = tally.retries;
  return {
    failures: knowsFailures ? tally.failures : null,
    retries: { ours: retriesRow(ours), people: retriesRow(people), gitlab: retriesRow(gitlab) },
    saved: savedOf(tally, baselines),
    burnt: sumOf(tally.burnt),
    gates: { ours: waitsOf(tally.gates.ours), people: waitsOf(tally.gates.people) },
    restarts: waitsOf(tally.stuck),
    artifacts: { kept: sizesRow(tally.kept), deleted: sizesRow(tally.deleted) },
  };
}

function retriesRow({ made, helped, failed, waits }: Tries): RetriesRow {
  return { made, helped, failed, open: made - helped - failed, waited: waitsOf(waits) };
}

function sumOf({ known, unknown, sumSeconds }: Spread): Sum {
  return { minutes: known === 0 && unknown > 0 ? null : minutesOf(sumSeconds), of: known, unknown };
}

function waitsOf(spread: Spread): Waits {
  const median = medianSeconds(spread);
  return { ...sumOf(spread), median: median === undefined ? null : minutesOf(median) };
}

function minutesOf(seconds: number): number {
  return Math.round(seconds / 6) / 10;
}

/** What people would have waited longer than our retries that helped made them wait. */
function savedOf({ helpedWaits }: Tally, baselines: ReadonlyMap<number, Baseline>): Sum {
  let [seconds, known, unknown] = [0, 0, 0];
  for (const [project, waits] of helpedWaits) {
    seconds += secondsBelow(waits, (baselines.get(project)?.minutes ?? 0) * 60);
    known += waits.known;
    unknown += waits.unknown;
  }
  return { minutes: known === 0 && unknown > 0 ? null : minutesOf(seconds), of: known, unknown };
}

function sizesRow({ jobs, bytes, unknown }: Sizes): SizesRow {
  return { jobs, bytes: jobs > 0 && unknown === jobs ? null : bytes, unknown };
}
