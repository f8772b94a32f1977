import type { Amount } from "../../core/tally/amount.ts";
import type { LeakCause } from "../../core/tally/causes.ts";
import type { Freed } from "../../core/tally/refState.ts";
import type { Growth, Quota } from "./growth.ts";
import type { Row } from "./rows.ts";

/** One project as a whole. */
export interface ProjectRow extends Row {
  readonly id: number;
  readonly logBytes: number;
  readonly leakedBytes: number;
  readonly bytesPerDay: number;
  /** As of when, in ms since 1970. */
  readonly at: number;
}

/** What a rule would free in all projects. */
export interface RuleRow {
  readonly rule: string;
  readonly projects: number;
  readonly now: Amount;
  readonly month: Amount;
  /** Beside that: of newest pipelines, which go where their branch is gone. */
  readonly newest: Freed;
  readonly isAtMost: boolean;
  /** In how many projects it was changed while they were counted. */
  readonly changedIn: number;
}

export interface LeakRow {
  readonly project: string;
  readonly id: number;
  readonly name: string;
  readonly ref?: string;
  readonly expiredAt: number;
  readonly bytes: number;
  readonly cause: LeakCause;
}

export type Others = Amount & { readonly names: number };

/** What artifacts there are, by the newest counts of projects. */
export interface SweepReport {
  readonly totals: {
    readonly projects: number;
    readonly jobs: number;
    readonly withArtifacts: number;
    readonly untold: number;
    readonly clamped: number;
    readonly all: Amount;
    readonly artifactBytes: number;
    readonly logBytes: number;
  };
  readonly projects: readonly ProjectRow[];
  readonly jobs: { readonly rows: readonly Row[]; readonly others: Others };
  readonly refs: readonly Row[];
  readonly types: { readonly rows: readonly Row[]; readonly others: Others };
  readonly ages: readonly Row[];
  readonly expiries: readonly Row[];
  readonly rules: readonly RuleRow[];
  /** The oldest version of the rules that a forecast is by; 0: none was counted, or there were no rules. */
  readonly rulesVersion: number;
  readonly leaks: {
    readonly all: Amount;
    readonly causes: Readonly<Record<LeakCause, Amount>>;
    readonly largest: readonly LeakRow[];
  };
  readonly growth: Growth;
  readonly history: readonly { readonly day: string; readonly bytes: number; readonly projects: number }[];
  readonly quota?: Quota;
  readonly notes: readonly string[];
}
