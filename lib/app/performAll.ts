import type { Task } from "../core/task.ts";
import { takeNext } from "./batch/group.ts";
import { mostTogether, performTogether } from "./batch/performTogether.ts";
import { perform } from "./perform.ts";
import type { Tried } from "./tried.ts";
import type { Worker } from "./worker.ts";

const mostAtOnce = 8;
const spareMillis = 5_000;

/** Where tasks are taken from. */
export interface Queue {
  /** The next task, or several deletes of one project that may be performed together; none when there are no more. */
  take(): Promise<readonly Task[]>;
  /** Takes tasks back that were taken; `apart`: GitLab deletes job by job, so those of that source go one by one. */
  putBack(tasks: readonly Task[], how?: "apart"): void;
  /** Told how a task ended that was taken. */
  heard?(tried: Tried): void;
}

/**
 * Performs tasks, a few at once, deletes of one project together, as long as enough time is left for one more call. What is
 * left over, and what a table that cannot be reached kept from being recorded, comes due again by itself.
 *
 * @returns how many were performed
 */
export async function performAll(tasks: readonly Task[], worker: Worker): Promise<number> {
  const rest = [...tasks];
  const apart = new Set<string>();
  return await performQueue(
    {
      take: async () => takeNext(rest, apart),
      putBack(tasks, how) {
        if (how) for (const { source } of tasks) apart.add(source);
        rest.unshift(...tasks);
      },
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
      for (const tried of await attemptAll(tasks, queue, worker)) {
        if (tried === "performed") performed++;
        queue.heard?.(tried);
      }
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
    const { message } = failed instanceof Error ? failed : { message: String(failed) };
    worker.log.error("task not performed", { id: task.id, message });
    return { failed };
  }
}
