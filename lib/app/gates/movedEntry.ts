import { entryId, type TaskEntry } from "../../core/journal.ts";
import { isOpen, jobIdOf, type Task } from "../../core/task.ts";
import type { DeedDesk } from "../byHand.ts";

/**
 * What the journal says of a task that a word at its gate has ended, or taken up again after its end: the books count both.
 * `undefined` where it did neither.
 */
export function movedEntry(
  before: Task | undefined,
  after: Task | undefined,
  { clock, random }: Pick<DeedDesk, "clock" | "random">,
): TaskEntry | undefined {
  if (!before || !after || isOpen(before) === isOpen(after)) return undefined;
  const at = clock();
  const jobId = jobIdOf(after);
  return {
    kind: "task",
    id: entryId(at, random()),
    at,
    source: after.source,
    projectId: after.project.id,
    ...(after.project.path !== undefined && { projectPath: after.project.path }),
    task: after.id,
    ...(jobId !== undefined && { job: after.object }),
    rules: after.wants.map(({ rule }) => rule),
    verb: after.verb,
    state: after.state,
    reason: after.reason ?? "",
    ...(isOpen(after) && { tasks: [{ id: after.id, step: "revived" }] }),
  };
}
