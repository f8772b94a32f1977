import type { Task } from "../core/task.ts";
import { OneTask } from "./answers.ts";
import { type Api, ApiError } from "./api.ts";
import { note, say } from "./print.ts";

/** At most so many in a second, so that a mistake can be stopped and GitLab is not flooded. */
const mostPerSecond = 10;

interface Rush {
  readonly api: Api;
  readonly reason: string;
  readonly pause: (millis: number) => Promise<void>;
}

/**
 * Redrives tasks one after the other. One that has changed meanwhile is told and left.
 *
 * @returns how many were redriven
 * @throws ApiError when the API cannot be asked; those before stay redriven
 */
export async function redriveMany(tasks: readonly Task[], { api, reason, pause }: Rush): Promise<number> {
  let count = 0;
  for (const [at, { id }] of tasks.entries()) {
    if (at > 0) await pause(1000 / mostPerSecond);
    try {
      await api(["redrive"], OneTask, { method: "POST", body: { task: id, reason } });
      count += 1;
      say(`redriven  ${id}`);
    } catch (error) {
      const hasChanged = error instanceof ApiError && (error.code === "isOpen" || error.code === "noTask");
      if (!hasChanged) {
        note(`${count} of ${tasks.length} were redriven; ask again for the others`);
        throw error;
      }
      note(`left      ${id}: ${error.message}`);
    }
  }
  return count;
}
