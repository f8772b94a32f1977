import type { Action, Sight } from "../../actions/action.ts";
import type { TriggerKind } from "../../core/action.ts";
import type { Facts } from "../../core/event.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import type { Store } from "../../core/ports.ts";
import type { Instant } from "../../core/time.ts";
import type { ActiveRules } from "../activeRules.ts";
import type { RatedSource } from "../throttleShared.ts";
import type { View } from "./explanation.ts";

/** What explaining reads of the tables; it writes nothing there. */
export type ExplainStore = Pick<Store, "note" | "notes" | "task" | "journal">;

/** Where a job is explained: whatever is missing is not known there, and the guards that ask for it say so. */
export interface Site {
  readonly source: string;
  readonly active: ActiveRules;
  readonly actions: readonly Action[];
  /** The present moment. */
  readonly now: Instant;
  readonly store?: ExplainStore;
  /** The projects that Penstock may touch. */
  readonly watched?: readonly (string | number)[];
  readonly rates?: Pick<RatedSource, "requestsPerMinute" | "budgets">;
  readonly gitlab?: Looks;
}

/** How GitLab is looked at. */
interface Looks {
  readonly reads: GitLabReads;
  /** Whether the token that looks is the one that acts: then who it is tells what may be done. */
  readonly isActor: boolean;
}

/** One job that is explained. */
export interface Question {
  readonly facts: Facts;
  readonly view: View;
  /** Rules that these kinds of events cause are those that a task would be planned for. */
  readonly kinds: readonly TriggerKind[];
  /** The moment that the rules are asked for. */
  readonly at: Instant;
  /** Only the rule of this id. */
  readonly rule?: string;
  /** What the verb's own look saw, where that was written down. */
  readonly sight?: Sight;
}
