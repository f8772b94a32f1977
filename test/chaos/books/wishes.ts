import { isOpen, taskId } from "../../../lib/core/task.ts";
import { source } from "../call.ts";
import type { Evidence } from "../evidence.ts";
import { isStopped } from "../quiet.ts";
import type { JobRun } from "../twin.ts";
import type { Kept } from "./kept.ts";

type Wish = "retry" | "cancel" | "play" | "keep";

/** Every job that a rule wants something of has it, or a task says why it does not. */
export function wishesKept({ runs, tasks, stop }: Evidence): Kept {
  const taskOf = new Map(tasks.map((task) => [task.id, task]));
  const violations = runs.flatMap((run) => {
    const verb = wishOf(run, runs);
    if (!verb) return [];
    const id = taskId({ source, project: { id: run.project }, jobId: run.id, verb });
    const task = taskOf.get(id);
    const what = `job ${run.id} "${run.name}" is ${run.status}, and a rule wants ${verb}`;
    if (!task) return [`${what}: it has no task`];
    if (isOpen(task)) return isStopped(task, stop) ? [] : [`${what}: its task is ${task.state}`];
    // whoever skips it believes that nothing is wanted any more
    return task.state === "skipped" ? [`${what}: its task is skipped, ${task.reason}`] : [];
  });
  return { violations };
}

/** What `rules` want of a job as it is now; `undefined`: nothing, or they have it. */
function wishOf(run: JobRun, runs: readonly JobRun[]): Wish | undefined {
  const { name, status, tag, pipeline } = run;
  if (runs.some((other) => other.pipeline === pipeline && other.name === name && other.id > run.id)) return undefined;
  if (status === "failed" && run.failure_reason === "runner_system_failure") return "retry";
  if (status === "pending" && name.startsWith("stuck")) return "cancel";
  if (status === "manual" && tag && name === "deploy") return "play";
  const isKept = run.artifacts_expire_at === null;
  const hasArchive = run.artifacts.some(({ file_type }) => file_type === "archive");
  return status === "success" && tag && hasArchive && !isKept ? "keep" : undefined;
}
