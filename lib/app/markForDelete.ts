import { destroyingVerbs, markKey } from "../core/hold.ts";
import type { Store } from "../core/ports.ts";
import { type Effect, isOpen, objectOf, type Task, taskId } from "../core/task.ts";
import type { Clock } from "../core/time.ts";

/** So long a mark without its task is taken for one whose task is about to be planned, by whoever comes first. */
const planningMillis = 600_000;
const mostTries = 6;

/** The effect to plan, and the task of it that waits in quarantine already. `undefined`: the ledger was too busy. */
type Marked = { readonly effect: Effect; readonly open?: Task } | undefined;

/**
 * Marks a job for a delete: a new mark is a new task, with a quarantine of its own. Of a verb that destroys nothing the
 * effect stays as it is. A fresh mark without its task is taken over: whoever left it may have died, and if not, both plan
 * the same task.
 */
export async function markForDelete(
  effect: Effect,
  { store, clock }: { readonly store: Store; readonly clock: Clock },
): Promise<Marked> {
  const verb = destroyingVerbs.find((one) => one === effect.verb);
  if (!verb) return { effect };
  const key = markKey({ source: effect.source, project: effect.project.id, on: objectOf(effect.jobId) }, verb);
  for (let tries = 0; tries < mostTries; tries++) {
    const mark = await store.note(key);
    const before = mark === undefined ? undefined : await store.task(taskId({ ...effect, mark }));
    if (before && mark !== undefined && isOpen(before)) return { effect: { ...effect, mark }, open: before };
    const fresh = String(clock());
    const isAnybodys = !before && clock() - Number(mark) < planningMillis;
    if (mark !== undefined && (isAnybodys || mark === fresh)) return { effect: { ...effect, mark } };
    if (await store.putNote(key, fresh, mark)) return { effect: { ...effect, mark: fresh } };
  }
  return undefined;
}
