import type { ActionSpec } from "../../core/action.ts";
import { actsSomewhere } from "../mode.ts";
import type { Rulebook } from "../rulebook.ts";
import type { Fault } from "../validate.ts";
import { conflictsOf } from "./conflicts.ts";

/** Where rules that act may do what an invariant forbids. What only reports may say so; what is unsure is refused at run time. */
export function invariantFaults(rulebook: Rulebook, actions: readonly ActionSpec[]): Fault[] {
  return conflictsOf(rulebook, actions, actsSomewhere).map(({ position, message }) => ({
    path: ["rules", position, "do"],
    message,
  }));
}
