import type { Task } from "../core/task.ts";
import { mostTogether, performTogether } from "./batch/performTogether.ts";
import { openLines } from "./lines.ts";
import { perform } from "./perform.ts";
import { noShortage, type Shortage } from "./shortage.ts";
import type { Throttle } from "./throttle.ts";
import type { Tried } from "./tried.ts";
import { createTurns } from "./turns.ts";
import type { Worker } from "./worker.ts";

const mostAtOnce = 8;
const spareMillis = 5_000;

/** Where tasks are taken from. */
export interface Queue {
  /** The next task, or several deletes of one project that may be performed together; none when there are no more. */
  take(): Promise<readonly Task[]>;
  /** Takes tasks back that were taken; `apart`: GitLab deletes job by job, so those of that source go one by one. */
  putBack(tasks: readonly Task[], how?: "apart"): void;
  /** The throttle that what was taken shall ask. */
  throttleOf(tasks: readonly Task[]): Throttle;
  /** Told how tasks ended that were taken. */
  end(tasks: readonly Task[], tried: readonly Tried[]): void;
}

/** Where the rate budget is short a project has one turn in so long; `tick` does the rest, which sees all that is due. */
const yieldMillis = 30_000;

/** Who waits for room keeps what is behind in the stream waiting. */
const patienceMillis = 10_000;

/**
 * Performs tasks, a few at once, deletes of one project together, as long as enough time is left for one more call: urgent
 * ones first, and projects in turns. What is left over, what found no room in the rate budget, and what a table that cannot
 * be reached kept from being recorded, comes due again by itself.
 *
 * @param shortage kept from call to call: where the budget is short whoever had a turn lets others go first
 * @returns how many were performed
 */
export async function performAll(
  tasks: readonly Task[],
  worker: Worker,
  shortage: Shortage = noShortage(),
): Promise<number> {
  const turns = createTurns();
  turns.set(tasks, { now: worker.clock() });
  const until = worker.clock() + patienceMillis;
  const lines = openLines(worker, {
    shortage,
    yieldMillis,
    isCareful: true,
    // Ten at most are seen here where `tick` sees the hundreds that one request deletes.
    leaves: ({ verb }) => verb === "deleteArtifacts",
    staysOn: () => worker.clock() < until,
  });
  lines.came(tasks);
  const apart = new Set<string>();
  return await performQueue(
    {
      async take() {
        for (;;) {
          const next = lines.begin(turns.take(lines.isFree, apart));
          if (next.length > 0 || !turns.heads().some(lines.isHeld)) return next;
          await lines.moved();
        }
      },
      putBack(tasks, how) {
        if (how) for (const { source } of tasks) apart.add(source);
        turns.putBack(tasks);
      },
      throttleOf: lines.throttleOf,
      end: lines.end,
    },
    worker,
  );
}

/**
 * As `performAll`, from a queue.
 *
 * @throws what `take` throws, once every task that was taken has ended
 */
export async function performQueue(queue: Queue, worker: Worker): Promise<number> {
  let performed = 0;
  async function lane(): Promise<void> {
    while (hasTime(worker)) {
      const tasks = await queue.take();
      if (tasks.length === 0) return;
      const tried = await attemptAll(tasks, queue, { ...worker, throttle: queue.throttleOf(tasks) });
      performed += tried.filter((one) => one === "performed").length;
      queue.end(tasks, tried);
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: mostAtOnce }, lane));
  for (const end of lanes) if (end.status === "rejected") throw end.reason;
  return performed;
}

function hasTime({ leaseEnd, clock, callTimeoutSeconds }: Worker): boolean {
  return leaseEnd() - clock() >= callTimeoutSeconds * 1000 + spareMillis;
}

async function attemptAll(tasks: readonly Task[], queue: Queue, worker: Worker): Promise<readonly Tried[]> {
  const [first] = tasks;
  if (!first || tasks.length === 1) return first ? [await attempt(first, worker)] : [];
  const most = await mostTogether(first.source, worker);
  if (most > 1) {
    const more = tasks.slice(most);
    if (more.length > 0) queue.putBack(more);
    return await performTogether(tasks.slice(0, most), worker);
  }
  queue.putBack(tasks, "apart");
  return [];
}

async function attempt(task: Task, worker: Worker): Promise<Tried> {
  try {
    return (await perform(task, worker)) ? "performed" : "left";
  } catch (failed) {
    const reason = failed instanceof Error ? failed.message : String(failed);
    worker.log.error("task not performed", { task: task.id, reason });
    return { failed };
  }
}
