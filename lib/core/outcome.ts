import type { Instant } from "./time.ts";

/** How one run of a task ended. */
export type Outcome =
  | { readonly kind: "done"; readonly reason: string; readonly jobId?: number }
  /** Not wanted any more; GitLab or a guard said no; report mode, would have acted. */
  | { readonly kind: "skipped" | "refused" | "reported"; readonly reason: string }
  /** A person must look: what happened and what is known, and what to do. */
  | { readonly kind: "attention"; readonly reason: string; readonly remedy: string }
  /** Nothing was done; look again at `at`. `parked`: the outage that it waits for. */
  | {
      readonly kind: "again";
      readonly at: Instant;
      readonly reason: string;
      readonly why: Delay;
      readonly parked?: string;
    }
  /** A long work goes on at once from `cursor`; see `Task.counted`. */
  | { readonly kind: "next"; readonly cursor: string; readonly counted?: number; readonly reason: string }
  /** The call may have been done. */
  | { readonly kind: "unknown"; readonly reason: string };

/**
 * Why a task is put off: `wait` for a delay, a limit or the switch; `trouble` when GitLab could not be asked, which backs
 * off but never ends by itself; `setback` when the run is worth counting towards `attention`.
 */
type Delay = "wait" | "trouble" | "setback";

/** More calls than this, or this many fruitless runs, and a person must look. */
export const mostCalls = 8;
export const mostRuns = 20;

/** An outage of GitLab must not keep a call open long after its end. */
export const mostTroubleSeconds = 300;

/**
 * How long to wait after the nth setback in a row (0 for the first): 5 s, doubling, at most 15 minutes or `mostSeconds`.
 * `luck` (0 to 1) takes up to a fifth off, so that many tasks do not come back at the same moment.
 */
export function backoffSeconds(setbacks: number, luck: number, mostSeconds = 900): number {
  return Math.min(mostSeconds, 5 * 2 ** Math.min(setbacks, 20)) * (1 - luck / 5);
}
