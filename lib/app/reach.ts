import type { Action } from "../actions/action.ts";
import type { Store } from "../core/ports.ts";
import type { Clock } from "../core/time.ts";
import type { RulesReader } from "./rules.ts";

/** What `receive` needs of the world. */
export interface Reach {
  readonly store: Store;
  readonly rules: RulesReader;
  readonly actions: readonly Action[];
  readonly clock: Clock;
  /** A short random text. */
  readonly random: () => string;
  /** `all`: every authentic delivery is journalled; `wanted`: only what a rule wanted. */
  readonly record: "all" | "wanted";
}
