import type { Content } from "../../actions/action.ts";
import type { Outcome } from "../../core/outcome.ts";
import type { Instant } from "../../core/time.ts";
import type { CompiledRule } from "../../rules/compile.ts";
import type { Live } from "../live.ts";
import type { StoredGate } from "./stored.ts";

/** What would be played, by whose leave, and when a calendar is closed. */
export interface Wish {
  readonly content: Content;
  readonly rules: readonly CompiledRule[];
  readonly closedAt: (now: Instant) => Outcome | undefined;
}

/** Who stands at which gate, and with what wish. */
export interface Standing {
  readonly live: Live;
  readonly stored: StoredGate;
  readonly wish: Wish;
}
