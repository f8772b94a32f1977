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
  /** A short text that nobody else has, and that sorts behind those made before it. */
  readonly random: () => string;
  /** Waits a moment before a write that met another one is tried again; `tries` came before. */
  readonly giveWay: (tries: number) => Promise<void>;
  /** `all`: every authentic delivery is journalled; `wanted`: only what a rule wanted. */
  readonly record: "all" | "wanted";
}
