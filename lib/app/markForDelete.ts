import { destroyingVerbs, markKey } from "../core/hold.ts";
import type { Store } from "../core/ports.ts";
import { type Effect, isOpen, objectOf, type Task, taskId } from "../core/task.ts";
import type { Clock } from "../core/time.ts";

/** A mark without its task is one that somebody else is about to plan; an older one was left by a sweep that died. */
const planningMillis = 600_000;

/** The effect to plan, and the task of it that waits in quarantine already. `undefined`: somebody else is about to plan one. */
type Marked = { readonly effect: Effect; readonly open?: Task } | undefined;

/**
 * Marks a job for a delete: a new mark is a new task, with a quarantine of its own. Of a verb that destroys nothing the
 * effect stays as it is.
 */
export async function markForDelete(
  effect: Effect,
  { store, clock }: { readonly store: Store; readonly clock: Clock },
): Promise<Marked> {
  const verb = destroyingVerbs.find((one) => one === effect.verb);
  if (!verb) return { effect };
  const key = markKey({ source: effect.source, project: effect.project.id, on: objectOf(effect.jobId) }, verb);
  const mark = await store.note(key);
  const before = mark === undefined ? undefined : await store.task(taskId({ ...effect, mark }));
  if (before && mark !== undefined && isOpen(before)) return { effect: { ...effect, mark }, open: before };
  const isFresh = mark !== undefined && clock() - Number(mark) < planningMillis;
  if (!before && isFresh) return undefined;
  const fresh = String(clock());
  return (await store.putNote(key, fresh, mark)) ? { effect: { ...effect, mark: fresh } } : undefined;
}
