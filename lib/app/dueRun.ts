import { StoreError } from "../core/errors.ts";
import type { Task } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import type { Known } from "./dueKnown.ts";
import { type Lines, openLines, soonMillis } from "./lines.ts";
import type { Tried } from "./tried.ts";
import { createTurns, type Turns } from "./turns.ts";
import type { Worker } from "./worker.ts";

/** So many of one batch that somebody else had: he is at work on the same tasks, and the rest of the batch may be his. */
const mostLeft = 8;

/** So many in a row that the table kept from being performed: then it is better left alone for a minute. */
const mostTroubles = 16;

/** How far a run through what is due has come. */
export interface Run {
  /** What was taken, by whoever performed it: up to which of its versions. */
  readonly tried: Map<string, number>;
  readonly turns: Turns;
  readonly lines: Lines;
  /** Sources whose GitLab deletes job by job. */
  readonly apart: Set<string>;
  known: Known;
  readonly reads: Reads;
  readonly pace: Pace;
  /** The closed lanes behind whose tasks was searched. */
  readonly passed: Set<string>;
  left: number;
  troubles: number;
  /** The budget was short, or somebody else has what is due: some of it comes due again soon. */
  isShort: boolean;
  /** How often in a row nothing was due. */
  empty: number;
  /** Somebody else is at work on the same tasks. */
  isCrowded: boolean;
  isOver: boolean;
  /** What was due could not be read. */
  failure?: { readonly error: unknown };
  /** Under way while the lanes wait for more. */
  reading: Promise<void> | undefined;
  looking: Promise<void> | undefined;
  staying: Promise<void> | undefined;
}

/** When a process may look again what the earliest that are due hide, and search for it through all that is due. */
export interface Pace {
  newestAt: Instant;
  searchAt: Instant;
  searches: number;
}

export function newPace(): Pace {
  return { newestAt: never, searchAt: never, searches: 0 };
}

/** How it was read what is due. */
interface Reads {
  at: Instant;
  /** Not before then it is looked again what has come due, while there is enough to do. */
  nextAt: Instant;
  /** How many to ask for. */
  most: number;
  /** What was read last was all. */
  isAll: boolean;
}

/** How many are asked for at once: enough that asking costs little, few enough that what comes due is seen soon. */
export const batch = 500;

const never = Number.NEGATIVE_INFINITY;

export function newRun(worker: Worker, pace: Pace): Run {
  const run: Run = {
    pace,
    ...{ tried: new Map(), turns: createTurns(), apart: new Set(), passed: new Set(), left: 0, troubles: 0, empty: 0 },
    ...{ isShort: false, isCrowded: false, isOver: false },
    ...{ reading: undefined, looking: undefined, staying: undefined },
    known: { earliest: [], newest: [], hidden: [] },
    reads: { at: never, nextAt: never, most: batch, isAll: false },
    lines: openLines(worker, {
      yieldMillis: 0,
      staysOn: () => worker.pause !== undefined && !run.isOver,
      refused(tasks, { closedUntil }) {
        run.isShort ||= closedUntil <= worker.clock() + soonMillis;
        refused(run, tasks);
      },
    }),
  };
  return run;
}

/** Whether a task was taken already, as it is. */
export function isTried({ tried }: Run, { id, version }: Task): boolean {
  return version <= (tried.get(id) ?? -1);
}

/** Put off, one may have its turn again, once it was written down; several are left as they are. */
function refused({ tried }: Run, tasks: readonly Task[]): void {
  for (const { id, version } of tasks)
    if (tasks.length > 1) tried.delete(id);
    else tried.set(id, version + 1);
}

export function heardTrouble(run: Run, tried: Tried, { log }: Worker): void {
  run.troubles = isTrouble(tried) ? run.troubles + 1 : 0;
  if (run.troubles !== mostTroubles) return;
  run.isOver = true;
  log.error("the table takes no writes: what is due waits for the next minute");
}

export function heardLeft(run: Run): void {
  run.left++;
  run.isShort = true;
  if (run.left < mostLeft) return;
  run.isCrowded = true;
  run.left = 0;
  run.reads.at = never;
}

function isTrouble(tried: Tried): boolean {
  if (typeof tried === "string" || !(tried.failed instanceof StoreError)) return false;
  return tried.failed.code === "unavailable" || tried.failed.code === "throttled";
}
