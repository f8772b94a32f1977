import type { Task } from "../core/task.ts";
import { perform } from "./perform.ts";
import type { Worker } from "./worker.ts";

const mostAtOnce = 8;
const spareMillis = 5_000;

/**
 * Performs tasks, a few at once, as long as enough time is left for one more call. What is left over, and what a table
 * that cannot be reached kept from being recorded, comes due again by itself.
 *
 * @returns how many were performed
 */
export async function performAll(tasks: readonly Task[], worker: Worker): Promise<number> {
  const queue = tasks.values();
  let performed = 0;
  async function lane(): Promise<void> {
    for (const task of queue) {
      if (worker.leaseEnd() - worker.clock() < worker.callTimeoutSeconds * 1000 + spareMillis) return;
      try {
        if (await perform(task, worker)) performed++;
      } catch (error) {
        const { message } = error instanceof Error ? error : { message: String(error) };
        worker.log.error("task not performed", { id: task.id, message });
      }
    }
  }
  await Promise.all(Array.from({ length: mostAtOnce }, lane));
  return performed;
}
