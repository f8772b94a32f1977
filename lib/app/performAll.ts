import type { Task } from "../core/task.ts";
import { perform } from "./perform.ts";
import type { Worker } from "./worker.ts";

const mostAtOnce = 8;
const spareMillis = 5_000;

/** How performing a task ended: `left` had nothing to do for this worker, e.g. because somebody else has it. */
export type Tried = "performed" | "left" | { readonly failed: unknown };

/** Where tasks are taken from, one by one. */
export interface Queue {
  /** The next task, or `undefined` when there are no more. */
  take(): Promise<Task | undefined>;
  /** Told how the task ended that was taken. */
  heard?(tried: Tried): void;
}

/**
 * Performs tasks, a few at once, as long as enough time is left for one more call. What is left over, and what a table
 * that cannot be reached kept from being recorded, comes due again by itself.
 *
 * @returns how many were performed
 */
export async function performAll(tasks: readonly Task[], worker: Worker): Promise<number> {
  const rest = tasks.values();
  return await performQueue({ take: async () => rest.next().value }, worker);
}

/**
 * As `performAll`, from a queue.
 *
 * @throws what `take` throws, once every task that was taken has ended
 */
export async function performQueue(queue: Queue, worker: Worker): Promise<number> {
  let performed = 0;
  async function lane(): Promise<void> {
    while (worker.leaseEnd() - worker.clock() >= worker.callTimeoutSeconds * 1000 + spareMillis) {
      const task = await queue.take();
      if (!task) return;
      const tried = await attempt(task, worker);
      if (tried === "performed") performed++;
      queue.heard?.(tried);
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: mostAtOnce }, lane));
  for (const end of lanes) if (end.status === "rejected") throw end.reason;
  return performed;
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
