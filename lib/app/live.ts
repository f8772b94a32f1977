import type { Action, Sight } from "../actions/action.ts";
import type { Command } from "../core/command.ts";
import type { Facts } from "../core/event.ts";
import type { PlanState } from "../core/sweepPlan.ts";
import type { Task } from "../core/task.ts";
import type { ActiveRules } from "./rules.ts";
import type { Swept } from "./swept.ts";

/** What a worker has before it when it decides: the task that it holds, and what is true now. */
export interface Live {
  readonly held: Task;
  readonly action: Action;
  readonly facts: Facts;
  readonly sight: Sight;
  readonly active: ActiveRules;
  /** What was found out for what people said, where their wants carry it. */
  readonly told?: ReadonlyMap<Command, Facts>;
  /** What the complete sweeps of a rule that deletes have found out about the project, by the rule's id. */
  readonly swept?: ReadonlyMap<string, Swept>;
  /** How the plans stand that its wants name, by their ids; what the ledger does not know is missing. */
  readonly plans?: ReadonlyMap<string, PlanState>;
}
