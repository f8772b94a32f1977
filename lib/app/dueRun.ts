import { StoreError } from "../core/errors.ts";
import type { Task } from "../core/task.ts";
import type { Lane } from "../core/throttleSizes.ts";
import type { Instant } from "../core/time.ts";
import type { Throttle } from "./throttle.ts";
import { askOf } from "./throttleNeeds.ts";
import type { Tried } from "./tried.ts";
import type { Worker } from "./worker.ts";

/** How many are asked for at once: enough that asking costs little, few enough that what comes due is seen soon. */
export const batch = 500;

/** So many of one batch that somebody else had: he is at work on the same tasks, and the rest of the batch may be his. */
const mostLeft = 8;

/** So many in a row that the table kept from being performed: then it is better left alone for a minute. */
const mostTroubles = 16;

/** So many that found no room in the rate budget: to put off the others as well would cost two writes each. */
const mostPutOff = 500;

/** Room that comes within this time is waited for, once nothing else is due; the throttle waits as long each time. */
const soonMillis = 5_000;
const mostWaits = 24;

/** How far a run through what is due has come. */
export interface Run {
  /** The ids of what was taken, by whoever performed it. */
  readonly tried: Set<string>;
  queue: Task[];
  /** Sources whose GitLab deletes job by job. */
  readonly apart: Set<string>;
  /** How many to ask for. */
  most: number;
  left: number;
  troubles: number;
  putOff: number;
  /** Lanes that have no room, and until when. */
  readonly closed: Map<Lane, Instant>;
  /** What was passed over meanwhile. */
  readonly passed: Task[];
  /** Nothing else is due, or too much was passed over. */
  isAllSeen: boolean;
  /** The budget was short, or somebody else has what is due: some of it comes due again soon. */
  isShort: boolean;
  /** How often in a row nothing was due. */
  empty: number;
  /** Somebody else is at work on the same tasks. */
  isCrowded: boolean;
  isOver: boolean;
  /** Under way while the lanes wait for more. */
  asking: Promise<void> | undefined;
  staying: Promise<void> | undefined;
}

export function newRun(): Run {
  return {
    ...{ tried: new Set(), queue: [], apart: new Set(), passed: [], closed: new Map(), most: batch },
    ...{ left: 0, troubles: 0, putOff: 0, empty: 0 },
    ...{ isAllSeen: false, isShort: false, isCrowded: false, isOver: false, asking: undefined, staying: undefined },
  };
}

/** Until when the lane of a task is known to have no room. */
export function closedUntil(run: Run, task: Task): Instant {
  return run.closed.get(askOf(task).lane) ?? 0;
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
  run.queue = [];
}

/** The throttle; it ends the run where there is no room for long. Whoever keeps nobody else from a lane waits on. */
export function heardThrottle(
  run: Run,
  { throttle, clock, pause }: Pick<Worker, "throttle" | "clock" | "pause">,
): Throttle {
  return {
    noted: () => throttle.noted(),
    async take(wish, patientUntil) {
      for (let waits = 1; ; waits++) {
        const room = await throttle.take(wish, patientUntil);
        if (!("closedUntil" in room)) return room;
        run.closed.set(wish.lane, room.closedUntil);
        const isSoon = room.closedUntil <= Math.min(patientUntil, clock() + soonMillis);
        if (pause && isSoon && run.isAllSeen && !run.isOver && waits < mostWaits) continue;
        run.isShort ||= isSoon;
        run.putOff++;
        if (run.putOff >= mostPutOff) run.isOver = true;
        return room;
      }
    },
  };
}

function isTrouble(tried: Tried): boolean {
  if (typeof tried === "string" || !(tried.failed instanceof StoreError)) return false;
  return tried.failed.code === "unavailable" || tried.failed.code === "throttled";
}
