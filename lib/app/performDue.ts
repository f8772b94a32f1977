import type { Task, TaskVerb } from "../core/task.ts";
import { takeNext } from "./batch/group.ts";
import { batch, closedUntil, heardLeft, heardThrottle, heardTrouble, newRun, type Run } from "./dueRun.ts";
import { performQueue } from "./performAll.ts";
import { patientUntil } from "./throttleRun.ts";
import type { Worker } from "./worker.ts";

/** So many that are passed over, since their lane has no room: those of other lanes may stand behind them. */
const mostPassed = 4_000;

/** How often, and how often in vain, it is looked whether what was short of room has come due again. */
const stayMillis = 2_500;
const mostEmpty = 4;

/**
 * Performs everything that is due, batch after batch, until nothing is or the time is up: each task once, keeps before
 * all else of their batch, deletes and sweeps behind it, else the earliest first.
 *
 * @returns how many were performed
 * @throws StoreError when the due tasks cannot be read
 */
export async function performDue(worker: Worker): Promise<number> {
  const run = newRun();
  return await performQueue(
    {
      take: () => take(run, worker),
      putBack(tasks, how) {
        if (how) for (const { source } of tasks) run.apart.add(source);
        run.queue.unshift(...tasks);
      },
      heard(tried) {
        heardTrouble(run, tried, worker);
        if (tried === "left") heardLeft(run);
      },
    },
    { ...worker, throttle: heardThrottle(run, worker) },
  );
}

async function take(run: Run, worker: Worker): Promise<readonly Task[]> {
  for (;;) {
    while (run.queue.length === 0 && !run.isAllSeen && !run.isOver) {
      run.asking ??= ask(run, worker).finally(() => {
        run.asking = undefined;
      });
      await run.asking;
    }
    const tasks = run.isOver ? [] : takeNext(run.queue, run.apart);
    const [first] = tasks;
    if (!first) {
      const passed = passedOver(run, worker);
      if (passed.length > 0 || !(await stays(run, worker))) return passed;
      continue;
    }
    for (const { id } of tasks) run.tried.add(id);
    if (closedUntil(run, first) <= worker.clock()) return tasks;
    // Left as it is, it costs nothing, and comes due with the next tick.
    run.passed.push(...tasks);
    if (run.passed.length >= mostPassed) run.isAllSeen = true;
  }
}

/** What was passed over, in its turn, while its lane's room is worth waiting for: else the budget would lie idle for a minute. */
function passedOver(run: Run, worker: Worker): readonly Task[] {
  const now = worker.clock();
  if (!worker.pause || run.isOver || now >= patientUntil(worker)) return [];
  const at = run.passed.findIndex((task) => closedUntil(run, task) <= now + stayMillis);
  if (at < 0) return [];
  run.passed.splice(0, at);
  return takeNext(run.passed, run.apart);
}

/** Where the budget was short, who was put off comes due again within seconds: whether it was worth staying for them. */
async function stays(run: Run, worker: Worker): Promise<boolean> {
  const { pause, clock } = worker;
  const isOver = () =>
    run.isOver || !run.isShort || run.empty >= mostEmpty || clock() + stayMillis >= patientUntil(worker);
  if (!pause || isOver()) return false;
  run.staying ??= pause(stayMillis).then(() => {
    run.staying = undefined;
    run.tried.clear();
    run.passed.length = 0;
    run.isAllSeen = false;
  });
  await run.staying;
  return !isOver();
}

/** What was tried and is due all the same was not to be had; it must not hide what is behind it. */
async function ask(run: Run, { store, clock, luck }: Worker): Promise<void> {
  const due = await store.dueTasks(clock(), run.most).catch((error: unknown) => {
    run.isOver = true;
    throw error;
  });
  const fresh = due.filter(({ id }) => !run.tried.has(id));
  if (fresh.length === 0 && due.length < run.most) run.isAllSeen = true;
  if (run.tried.size === 0) run.empty = fresh.length === 0 ? run.empty + 1 : 0;
  run.most = batch + due.length - fresh.length;
  run.queue = urgentFirst(run.isCrowded ? turned(fresh, luck()) : fresh);
  run.left = 0;
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
