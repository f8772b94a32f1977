import type { Task } from "../core/task.ts";
import type { Action } from "./action.ts";
import { cancel } from "./cancel.ts";
import { deleteArtifacts } from "./deleteArtifacts.ts";
import { erase } from "./erase.ts";
import { keep } from "./keep.ts";
import { notify } from "./notify.ts";
import { play } from "./play.ts";
import { restart } from "./restart.ts";
import { retry } from "./retry.ts";

/** Every verb that a rule may use. A new one is a file beside these and a line here. */
export const actions: readonly Action[] = [retry, restart, play, cancel, keep, deleteArtifacts, erase, notify];

/**
 * The action that looks for a task; `undefined` for a sweep, which only plans. A restart and a cancel are one task: the
 * action that its rules name, where they name both the one that reaches more jobs, and where none does what was planned.
 */
export function actionOf({ verb, andThen, wants }: Pick<Task, "verb" | "andThen" | "wants">): Action | undefined {
  const able = actions.filter((action) => action.verb === verb);
  const wanted = able.filter(({ name }) => wants.some(({ action }) => action === name));
  const [widest] = wanted.toSorted((one, other) => other.startsFrom.length - one.startsFrom.length);
  return widest ?? able.find((action) => action.andThen === andThen) ?? able[0];
}

/**
 * The action that a rule means which wants a task: that of its name, or the one that follows it, as the retry follows a
 * restart. `undefined`: the rule means another effect.
 *
 * @param looking the action that looks for the task
 */
export function actionNamed(name: string, looking: Action): Action | undefined {
  const named = actions.find((action) => action.name === name);
  if (named?.verb === looking.verb) return named;
  return named === undefined || named.andThen === looking.verb ? looking : undefined;
}
