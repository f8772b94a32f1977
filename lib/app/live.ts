import type { Action, Sight } from "../actions/action.ts";
import type { Command } from "../core/command.ts";
import type { Facts } from "../core/event.ts";
import type { Task } from "../core/task.ts";
import type { ActiveRules } from "./rules.ts";

/** What a worker has before it when it decides: the task that it holds, and what is true now. */
export interface Live {
  readonly held: Task;
  readonly action: Action;
  readonly facts: Facts;
  readonly sight: Sight;
  readonly active: ActiveRules;
  /** What was found out for what people said, where their wants carry it. */
  readonly told?: ReadonlyMap<Command, Facts>;
  /** How many jobs with artifacts the last complete sweep of a rule counted in the project, by the rule's id. */
  readonly swept?: ReadonlyMap<string, number>;
}
