import { jobIdOf, type Task, taskId } from "../../core/task.ts";

/** The task that follows one that is done: the retry of a restart's cancel. */
export function nextOf({ state, andThen, source, project, ...task }: Task): string | undefined {
  const jobId = jobIdOf(task);
  if (state !== "done" || andThen !== "retry" || jobId === undefined) return undefined;
  return taskId({ source, project, jobId, verb: "retry" });
}
