import type { Action, Sight } from "../actions/action.ts";
import type { Command } from "../core/command.ts";
import type { Facts } from "../core/event.ts";
import type { PlanState } from "../core/sweepPlan.ts";
import type { Task } from "../core/task.ts";
import type { StoredGate } from "./gates/stored.ts";
import type { Right } from "./rights/mayDo.ts";
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
  /** What people said that they may not do in GitLab themselves, and why not; missing: nobody asked. */
  readonly barred?: ReadonlyMap<Command, string>;
  /** What the complete sweeps of a rule that deletes have found out about the project, by the rule's id. */
  readonly swept?: ReadonlyMap<string, Swept>;
  /** How the plans stand that its wants name, by their ids; what the ledger does not know is missing. */
  readonly plans?: ReadonlyMap<string, PlanState>;
  /** The gate of a job that would be played, as the ledger has it; missing: nobody asked. */
  readonly gate?: StoredGate;
  /** Whether the person who armed it may play it now; missing: nobody asked. */
  readonly armer?: Right;
}
