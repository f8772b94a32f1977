import { joinKey, type LedgerKey } from "./key.ts";
import type { Instant } from "./time.ts";

/**
 * How a plan stands: its items are being collected, it waits for a person's word, that word was said, nobody said it in
 * time, or what it lists has been dealt with.
 */
export const planStates = ["collecting", "ready", "approved", "rejected", "expired", "done"] as const;
export type PlanState = (typeof planStates)[number];

/** How many jobs, and the bytes of their files. */
export interface PlanSum {
  readonly jobs: number;
  readonly bytes: number;
}

/** What was gone through and found. */
export interface PlanTotals extends PlanSum {
  /** Jobs that were looked at. */
  readonly read: number;
  /** Jobs that a rule means and that stay, by the reason in words. */
  readonly spared: Readonly<Record<string, number>>;
  /** What each rule lists, by `rule@version`; a job that two of them want counts for both. */
  readonly rules: Readonly<Record<string, PlanSum>>;
}

/** What became of a plan's items. */
export interface PlanResult {
  readonly deleted: PlanSum;
  /** Items that stayed after all. */
  readonly kept: PlanSum;
}

/** A plan's head: what would be deleted, as people read and approve it. Its items stand beside it, by project. */
export interface SweepPlan {
  /** Short, typed by people, and sorts by time: `p261122-0931-k7m`. */
  readonly id: string;
  readonly source: string;
  /** The number of one project, or all that are watched and that one of the rules names. */
  readonly projects: number | "all";
  /** All that the one project has goes with one request, see `lib/app/batch/wholeProject.ts`; the items are what that means. */
  readonly wholeProject?: true;
  /** The rules that it was made by, `rule@version`. */
  readonly rules: readonly string[];
  readonly madeAt: Instant;
  /** A person, or `schedule` for the nightly plan of a rule. */
  readonly by: string;
  readonly reason: string;
  readonly state: PlanState;
  /** From then on nobody can approve it; once approved it stays so. */
  readonly expiresAt: Instant;
  /** The list of projects is still being read: where GitLab's goes on; without a cursor it is to be begun. */
  readonly listing?: { readonly cursor?: string };
  readonly totals: PlanTotals;
  /** SHA-256, hex, of what it means and all that it lists, in order; missing while it is collected. */
  readonly hash?: string;
  /** Who approved or rejected it, or why it expired. */
  readonly decided?: { readonly by: string; readonly at: Instant; readonly reason: string };
  /** Once it is done. */
  readonly result?: PlanResult;
}

/** One delete of a plan. */
export interface PlanItem {
  readonly job: number;
  readonly name: string;
  readonly ref?: string;
  readonly pipelineId?: number;
  readonly verb: "deleteArtifacts" | "erase";
  readonly expireAt: Instant;
  readonly sizeBytes: number;
  /** The same by GitLab's word for the file, e.g. `archive`. */
  readonly bytesByType: Readonly<Record<string, number>>;
  /** The rules that want it, `rule@version`. */
  readonly rules: readonly string[];
  /** Which rule, and which of its clauses decided, in words. */
  readonly reason: string;
  readonly markedAt: Instant;
}

/**
 * One project's part of a plan: `open` while its jobs are gone through, `through` once all were, `left` where they could
 * not be; of an approved plan `begun` once each delete is planned, `done` once each has ended.
 */
export interface PlanPart {
  readonly project: number;
  readonly path?: string;
  readonly state: "open" | "through" | "left" | "begun" | "done";
  /** Why it was left out. */
  readonly why?: string;
  readonly totals: PlanTotals;
  /** The largest items. */
  readonly largest: readonly PlanItem[];
  /** SHA-256, hex, of the text of each of its chunks of items, in order. */
  readonly chunks: readonly string[];
  readonly result?: PlanResult;
}

/** What became of one item when the deletes of an approved plan were planned: its task, or why there is none. */
export type PlanFate = { readonly task: string } | { readonly skipped: string };

export const noTotals: PlanTotals = { jobs: 0, bytes: 0, read: 0, spared: {}, rules: {} };

/** How long a plan can be approved, in seconds, where nobody says. */
export const usualPlanSeconds = 14 * 86_400;

const decisive: Readonly<Record<PlanState, boolean>> = {
  collecting: false,
  ready: false,
  approved: false,
  rejected: true,
  expired: true,
  done: true,
};

/** Whether nothing can become of a plan any more. */
export function isOver(state: PlanState): boolean {
  return decisive[state];
}

/** How a plan stands now: one that nobody approved in time is expired, whether or not that was written down. */
export function stateAt({ state, expiresAt }: SweepPlan, now: Instant): PlanState {
  return (state === "ready" || state === "collecting") && now >= expiresAt ? "expired" : state;
}

/** Where all plans of a source are listed: a key for each id, the value `open` or `over`. */
export function plansScope(source: string): string {
  return `plan#${joinKey(source)}`;
}

export function planListKey(source: string, id: string): LedgerKey {
  return { scope: plansScope(source), key: id };
}

export function planHeadKey(source: string, id: string): LedgerKey {
  return { scope: `plan#${joinKey(source, id)}`, key: "head" };
}

/** Where the parts stand, one item for each project. */
export function planPartsScope(source: string, id: string): string {
  return `plan#${joinKey(source, id, "parts")}`;
}

export function planPartKey({ source, id }: Pick<SweepPlan, "source" | "id">, project: number): LedgerKey {
  return { scope: planPartsScope(source, id), key: padded(project, 16) };
}

/** Where the nth chunk (from 1) of a project's items stands. */
export function planItemsKey(plan: Pick<SweepPlan, "source" | "id">, project: number, chunk: number): LedgerKey {
  return { scope: `plan#${joinKey(plan.source, plan.id, project)}`, key: `items/${padded(chunk, 6)}` };
}

/** Where it stands what became of the items of the nth chunk. */
export function planFatesKey(plan: Pick<SweepPlan, "source" | "id">, project: number, chunk: number): LedgerKey {
  return { scope: `plan#${joinKey(plan.source, plan.id, project)}`, key: `fates/${padded(chunk, 6)}` };
}

function padded(number: number, digits: number): string {
  return String(number).padStart(digits, "0");
}

/** Whether a text can be a plan's id. */
export function canBePlan(id: string): boolean {
  return /^p\d{6}-\d{4}-[a-z0-9]{3}$/.test(id);
}
