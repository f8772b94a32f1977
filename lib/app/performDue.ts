import type { Task } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import { mayRead, mustRead, readDue, searchBehind } from "./dueReads.ts";
import { heardLeft, heardTrouble, newPace, newRun, type Pace, type Run } from "./dueRun.ts";
import { performQueue, type Queue } from "./performAll.ts";
import { patientUntil } from "./throttleRun.ts";
import type { Worker } from "./worker.ts";

/** How often, and how often in vain, it is looked whether what was short of room has come due again. */
const stayMillis = 2_500;
const mostEmpty = 4;
const leastMillis = 50;

/**
 * Performs everything that is due, batch after batch, until nothing is or the time is up, each task once. Urgent ones go
 * first: keeps, then plays, deletes and sweeps last; those of a kind project by project in turns, so that one with very many
 * hides nobody; of a project the earliest first, but what is overdue by an hour or more newest first.
 *
 * @param pace kept from run to run, so that all of a process do not read more than one would
 * @returns how many were performed
 * @throws StoreError when the due tasks cannot be read
 */
export async function performDue(worker: Worker, pace: Pace = newPace()): Promise<number> {
  const run = newRun(worker, pace);
  const queue: Queue = {
    take: () => take(run, worker),
    putBack(tasks, how) {
      if (how) for (const { source } of tasks) run.apart.add(source);
      for (const { id } of tasks) run.tried.delete(id);
      run.turns.putBack(tasks);
    },
    throttleOf: run.lines.throttleOf,
    end(tasks, tried) {
      run.lines.end(tasks);
      for (const one of tried) {
        heardTrouble(run, one, worker);
        if (one === "left") heardLeft(run);
      }
    },
  };
  try {
    return await performQueue(queue, worker);
  } finally {
    run.isOver = true;
    await run.looking;
  }
}

async function take(run: Run, worker: Worker): Promise<readonly Task[]> {
  while (!run.isOver) {
    if (mustRead(run)) await read(run, worker);
    else if (mayRead(run, worker.clock())) void read(run, worker);
    const tasks = run.isOver ? [] : run.turns.take(run.lines.isFree, run.apart);
    for (const { id } of tasks) run.tried.set(id, Number.POSITIVE_INFINITY);
    if (tasks.length > 0) return run.lines.begin(tasks);
    if (!run.isOver && !(await mayCome(run, worker))) break;
  }
  if (run.failure) throw run.failure.error;
  return [];
}

/** Once for all who want it. Where it cannot be read what is due, the run is over. */
async function read(run: Run, worker: Worker): Promise<void> {
  run.reading ??= readDue(run, worker)
    .catch((error: unknown) => {
      run.failure = { error };
      run.isOver = true;
    })
    .finally(() => {
      run.reading = undefined;
      run.lines.ring();
    });
  await run.reading;
}

/** Waits for what may be taken next. @returns whether there may be something */
async function mayCome(run: Run, worker: Worker): Promise<boolean> {
  const { lines, turns } = run;
  const heads = turns.heads();
  if (run.reading || run.looking || heads.some(lines.isHeld)) {
    await lines.moved();
    return true;
  }
  const opensAt = Math.min(...heads.map(lines.closedUntil));
  if (opensAt > worker.clock() + stayMillis && searchBehind(run, worker)) return true;
  return await stays(run, worker, opensAt);
}

/**
 * Stays for a lane that opens soon, and where the budget was short: who was put off comes due again within seconds, and the
 * budget would lie idle for a minute.
 */
async function stays(run: Run, { pause, clock, ...worker }: Worker, opensAt: Instant): Promise<boolean> {
  const lastMoment = patientUntil({ clock, ...worker });
  const isOver = () => run.isOver || clock() + stayMillis >= lastMoment;
  if (!pause || isOver()) return false;
  if (opensAt <= clock() + stayMillis) {
    await once(run, () => pause(Math.max(leastMillis, opensAt - clock())));
    return !isOver();
  }
  if (!run.isShort || run.empty >= mostEmpty) return false;
  await once(run, async () => {
    await pause(stayMillis);
    run.tried.clear();
    run.reads.at = Number.NEGATIVE_INFINITY;
  });
  return !isOver();
}

async function once(run: Run, stay: () => Promise<void>): Promise<void> {
  run.staying ??= stay().finally(() => {
    run.staying = undefined;
  });
  await run.staying;
}
