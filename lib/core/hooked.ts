import { joinKey, type LedgerKey } from "./key.ts";
import type { Instant } from "./time.ts";

/** A webhook that leads here, as the patrol saw it last. */
export interface HookStanding {
  /** Missing: it is a group's. */
  readonly project?: number;
  /** Its full path. */
  readonly group?: string;
  readonly path?: string;
  readonly hook: number;
  /** `paused`: GitLab leaves it out for a while after failures; `disabled`: for good. `missing`: no hook leads here. */
  readonly state: "working" | "paused" | "disabled" | "unknown" | "missing";
  /** What is so, and what to do; for people. */
  readonly words: string;
  /** Since when it is in this state, as far as anybody looked. */
  readonly since: Instant;
  readonly seenAt: Instant;
  /** Deliveries that failed and were sent again, so far. */
  readonly resent: number;
  /** Deliveries that failed and that still wait to be sent again. */
  readonly waiting: number;
}

/** Where a source's hooks stand in the ledger: one item for each. */
export function hookScope(source: string): string {
  return `hook#${joinKey(source)}`;
}

export function hookKey(source: string, owner: number | string, hook: number): LedgerKey {
  return { scope: hookScope(source), key: joinKey(owner, hook) };
}
