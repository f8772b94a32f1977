import * as z from "zod";
import type { EmptyRun } from "./emptyRange.ts";
import { joinKey, type LedgerKey } from "./key.ts";
import type { SweepAim } from "./sweep.ts";
import type { Instant } from "./time.ts";

/** What a sweep has seen of a project in one cycle. Each page counts once: it is written in one transaction with the sweep's cursor. */
export interface Stretch {
  /** As in the sweep's mark: the moment that it is of, or the plan's id. */
  readonly cycle: string;
  readonly began: Instant;
  readonly pages: number;
  /** Jobs that were read. */
  readonly jobs: number;
  /** Jobs that were jumped over: known to have ended, and to have left nothing that can be deleted. */
  readonly known: number;
  /** What GitLab was asked for it, by the steps that were written down. */
  readonly requests: number;
  /** The newest and the oldest job; missing where there was none. */
  readonly fromId?: number;
  readonly toId?: number;
  /** GitLab numbers the pages: jobs that it removes meanwhile may move others past the sweep. */
  readonly numbered?: true;
}

/** A sweep that is under way. */
export interface Running extends Stretch {
  /** The pages right before its cursor that held nothing, if any did. */
  readonly run?: EmptyRun;
}

/** A sweep that came to the end of the project's jobs. */
interface Through extends Stretch {
  readonly ended: Instant;
}

/** How far one sweep (a rule's, or the inventory) has come in one project. */
export interface Coverage {
  readonly path?: string;
  readonly running?: Running;
  /** The last one that saw every page. */
  readonly last?: Through;
}

/** A cycle of a sweep through many projects, as far as it was begun. The newest one of each sweep is kept. */
export interface Cycle {
  readonly cycle: string;
  readonly began: Instant;
  /** The person who asked for it; missing: its schedule. */
  readonly who?: string;
  /** Projects that it is for, as far as they were looked up, and how many pages of their roll that makes. */
  readonly projects: number;
  readonly pages: number;
  /** There are more projects: where GitLab's list goes on; without a cursor it is to be begun. */
  readonly planning?: { readonly cursor?: string };
}

/** The projects that stand on one page of a cycle's roll. */
export interface RollPage {
  readonly cycle: string;
  readonly projects: readonly { readonly id: number; readonly path?: string }[];
}

const stretch = {
  cycle: z.string(),
  began: z.number(),
  pages: z.int(),
  jobs: z.int(),
  known: z.int(),
  requests: z.int(),
  fromId: z.int().exactOptional(),
  toId: z.int().exactOptional(),
  numbered: z.literal(true).exactOptional(),
};

const Run = z.strictObject({
  fromId: z.int(),
  toId: z.int(),
  jobs: z.int(),
  next: z.string().exactOptional(),
  verifiedAt: z.number(),
  pages: z.int(),
});

const CoverageNote: z.ZodType<Coverage> = z.strictObject({
  path: z.string().exactOptional(),
  running: z.strictObject({ ...stretch, run: Run.exactOptional() }).exactOptional(),
  last: z.strictObject({ ...stretch, ended: z.number() }).exactOptional(),
});

const CycleNote: z.ZodType<Cycle> = z.strictObject({
  cycle: z.string(),
  began: z.number(),
  who: z.string().exactOptional(),
  projects: z.int(),
  pages: z.int(),
  planning: z.strictObject({ cursor: z.string().exactOptional() }).exactOptional(),
});

const RollNote: z.ZodType<RollPage> = z.strictObject({
  cycle: z.string(),
  projects: z.array(z.strictObject({ id: z.int(), path: z.string().exactOptional() })),
});

/** A sweep's name, the same in each of its cycles: its rule's id, `:inventory` or `:plan`. */
export function sweepName(aim: SweepAim): string {
  return aim.kind === "rule" ? aim.rule : `:${aim.kind}`;
}

/** What tells one cycle of a sweep from the next, as it stands in the mark. */
export function cycleOf(aim: SweepAim): string {
  return "plan" in aim ? aim.plan : aim.cycle;
}

/** Where a source's cycles stand, one item for each sweep by its name. */
export function cycleKey(source: string, name: string): LedgerKey {
  return { scope: cycleScope(source), key: name };
}

export function cycleScope(source: string): string {
  return `cycle#${joinKey(source)}`;
}

/** Where all stands that is known of a sweep's coverage: one question answers for every project. */
export function coverageScope(source: string, name: string): string {
  return `coverage#${joinKey(source, name)}`;
}

/** One project's part. */
export function coverageKey(source: string, name: string, project: number): LedgerKey {
  return { scope: coverageScope(source, name), key: `${projectPrefix}${project}` };
}

/** One page of its roll; the next cycle writes over it. */
export function rollKey(source: string, name: string, page: number): LedgerKey {
  return { scope: coverageScope(source, name), key: `${rollPrefix}${String(page).padStart(6, "0")}` };
}

export const projectPrefix = "project:";
export const rollPrefix = "roll:";

/** What was written of a project; `undefined` where nothing was, or another version wrote it: the sweep begins anew then. */
export function readCoverage(text: string | undefined): Coverage | undefined {
  return read(CoverageNote, text);
}

export function readCycle(text: string | undefined): Cycle | undefined {
  return read(CycleNote, text);
}

export function readRollPage(text: string | undefined): RollPage | undefined {
  return read(RollNote, text);
}

function read<T>(schema: z.ZodType<T>, text: string | undefined): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text ?? "null")).data;
  } catch {
    return undefined;
  }
}

/** Whether one cycle is of a later moment than another; what names no moment is of none. */
export function isLaterCycle(one: string, other: string): boolean {
  return Date.parse(one) > Date.parse(other);
}
