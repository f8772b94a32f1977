import { StoreError } from "../core/errors.ts";
import type { Task, TaskVerb } from "../core/task.ts";
import type { Lane } from "../core/throttleSizes.ts";
import type { Instant } from "../core/time.ts";
import { performQueue, type Tried } from "./performAll.ts";
import type { Throttle } from "./throttle.ts";
import { askOf } from "./throttleNeeds.ts";
import type { Worker } from "./worker.ts";

/** How many are asked for at once: enough that asking costs little, few enough that what comes due is seen soon. */
const batch = 500;

/** So many of one batch that somebody else had: he is at work on the same tasks, and the rest of the batch may be his. */
const mostLeft = 8;

/** So many in a row that the table kept from being performed: then it is better left alone for a minute. */
const mostTroubles = 16;

/** So many that found no room in the rate budget: to put off the others as well would cost two writes each. */
const mostPutOff = 500;

/** So many that are passed over, since their lane has no room: those of other lanes may stand behind them. */
const mostPassed = 4_000;

/**
 * Performs everything that is due, batch after batch, until nothing is or the time is up: each task once, keeps before
 * all else of their batch, deletes and sweeps behind it, else the earliest first.
 *
 * @returns how many were performed
 * @throws StoreError when the due tasks cannot be read
 */
export async function performDue(worker: Worker): Promise<number> {
  const run: Run = {
    tried: new Set(),
    queue: [],
    most: batch,
    left: 0,
    troubles: 0,
    putOff: 0,
    closed: new Map(),
    passed: 0,
    ...calm,
  };
  return await performQueue(
    {
      take: () => take(run, worker),
      heard(tried) {
        heardTrouble(run, tried, worker);
        if (tried === "left") heardLeft(run);
      },
    },
    { ...worker, throttle: heardThrottle(run, worker.throttle) },
  );
}

/** How far one run has come. */
interface Run {
  /** The ids of what was taken, by whoever performed it. */
  readonly tried: Set<string>;
  queue: Task[];
  /** How many to ask for. */
  most: number;
  left: number;
  troubles: number;
  putOff: number;
  /** Lanes that have no room, and until when. */
  readonly closed: Map<Lane, Instant>;
  passed: number;
  /** Somebody else is at work on the same tasks. */
  isCrowded: boolean;
  isOver: boolean;
  /** Under way while the lanes wait for more. */
  asking: Promise<void> | undefined;
}

const calm = { isCrowded: false, isOver: false, asking: undefined };

async function take(run: Run, worker: Worker): Promise<Task | undefined> {
  for (;;) {
    while (run.queue.length === 0 && !run.isOver) {
      run.asking ??= ask(run, worker).finally(() => {
        run.asking = undefined;
      });
      await run.asking;
    }
    const task = run.isOver ? undefined : run.queue.shift();
    if (!task) return undefined;
    run.tried.add(task.id);
    if ((run.closed.get(askOf(task).lane) ?? 0) <= worker.clock()) return task;
    // Left as it is, it costs nothing, and comes due with the next tick.
    run.passed++;
    if (run.passed >= mostPassed) run.isOver = true;
  }
}

/** What was tried and is due all the same was not to be had; it must not hide what is behind it. */
async function ask(run: Run, { store, clock, luck }: Worker): Promise<void> {
  const due = await store.dueTasks(clock(), run.most).catch((error: unknown) => {
    run.isOver = true;
    throw error;
  });
  const fresh = due.filter(({ id }) => !run.tried.has(id));
  if (fresh.length === 0 && due.length < run.most) run.isOver = true;
  run.most = batch + due.length - fresh.length;
  run.queue = urgentFirst(run.isCrowded ? turned(fresh, luck()) : fresh);
  run.left = 0;
}

function heardTrouble(run: Run, tried: Tried, { log }: Worker): void {
  run.troubles = isTrouble(tried) ? run.troubles + 1 : 0;
  if (run.troubles !== mostTroubles) return;
  run.isOver = true;
  log.error("the table takes no writes: what is due waits for the next minute");
}

function heardLeft(run: Run): void {
  run.left++;
  if (run.left < mostLeft) return;
  run.isCrowded = true;
  run.queue = [];
}

/** The throttle; it ends the run where there is no room for long. */
function heardThrottle(run: Run, throttle: Throttle): Throttle {
  return {
    noted: () => throttle.noted(),
    async take(wish, patientUntil) {
      const room = await throttle.take(wish, patientUntil);
      if ("closedUntil" in room) {
        run.putOff++;
        run.closed.set(wish.lane, room.closedUntil);
      }
      if (run.putOff >= mostPutOff) run.isOver = true;
      return room;
    },
  };
}

function isTrouble(tried: Tried): boolean {
  if (typeof tried === "string" || !(tried.failed instanceof StoreError)) return false;
  return tried.failed.code === "unavailable" || tried.failed.code === "throttled";
}

const ranks: Partial<Readonly<Record<TaskVerb, number>>> = { keep: 0, deleteArtifacts: 2, erase: 2, sweep: 2 };

/** An expiry does not wait, and what deletes can. */
function urgentFirst(tasks: readonly Task[]): Task[] {
  const rank = ({ verb }: Task) => ranks[verb] ?? 1;
  return tasks.toSorted((one, other) => rank(one) - rank(other));
}

/** The tasks from somewhere in the middle on, the others behind: two workers who begin apart seldom meet. */
function turned(tasks: readonly Task[], luck: number): Task[] {
  const from = Math.floor(luck * tasks.length);
  return [...tasks.slice(from), ...tasks.slice(0, from)];
}
