import { StoreError } from "../../core/errors.ts";
import type { Outage } from "../../core/outage.ts";
import type { Store } from "../../core/ports.ts";
import { isOpen, jobIdOf, type Task, taskId } from "../../core/task.ts";

type Canary = NonNullable<Outage["canary"]>;

/**
 * The new job that a canary made, and the canary's task; `open`: it may yet make one; `none`: it will make none that is
 * known. A restart's is made by the retry that follows it.
 *
 * @throws StoreError
 */
export async function madeBy(
  canary: Canary,
  store: Pick<Store, "task">,
): Promise<{ readonly jobId: number; readonly task: Task } | "open" | "none"> {
  const task = await readable(canary.task, store);
  if (!task) return "none";
  if (canary.jobId !== undefined) return { jobId: canary.jobId, task };
  const made = task.andThen === "retry" && task.state === "done" ? await readable(retryOf(task), store) : task;
  if (!made || mayNotRun(made, canary)) return "none";
  if (isOpen(made)) return "open";
  const jobId = made.result?.jobId;
  return made.state === "done" && jobId !== undefined ? { jobId, task } : "none";
}

/** What cannot be read tells nothing, and must not be waited for. */
async function readable(id: string, store: Pick<Store, "task">): Promise<Task | undefined> {
  try {
    return await store.task(id);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "corrupt") throw error;
    return undefined;
  }
}

function retryOf(task: Task): string {
  const { source, project } = task;
  const jobId = jobIdOf(task);
  return taskId({ source, project, verb: "retry", ...(jobId !== undefined && { jobId }) });
}

/** Its run has ended without a call, and its place could not be freed then. */
function mayNotRun({ id, state, unsure }: Task, canary: Canary): boolean {
  return id === canary.task && state === "waiting" && !unsure;
}
