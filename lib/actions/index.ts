import type { TaskVerb } from "../core/task.ts";
import type { Action } from "./action.ts";
import { deleteArtifacts } from "./deleteArtifacts.ts";
import { keep } from "./keep.ts";
import { play } from "./play.ts";
import { restart } from "./restart.ts";
import { retry } from "./retry.ts";

/** Every verb that a rule may use. A new one is a file beside these and a line here. */
export const actions: readonly Action[] = [retry, restart, play, keep, deleteArtifacts];

/** The action that performs a task of this verb; `undefined` for a sweep, which only plans. */
export function actionOf(verb: TaskVerb): Action | undefined {
  return actions.find((action) => action.verb === verb);
}
