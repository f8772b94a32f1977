import * as z from "zod";
import { erasableFiles, isEnded, type Job } from "./job.ts";
import { joinKey, type LedgerKey } from "./key.ts";
import type { Instant } from "./time.ts";

/**
 * A stretch of a project's jobs that has nothing to delete, and never will have: no sweep for artifacts needs to read it
 * again. GitLab gives new jobs higher ids, so none appears in it later.
 */
export interface EmptyRange {
  /** Its newest and its oldest job. */
  readonly fromId: number;
  readonly toId: number;
  readonly jobs: number;
  /** Where the jobs below it begin; missing: there are none. */
  readonly next?: string;
  /** When the part of it that was read longest ago was read. */
  readonly verifiedAt: Instant;
}

/** Pages that hold nothing, one behind the other, as far as they were read. */
export interface EmptyRun extends EmptyRange {
  readonly pages: number;
}

const day = 86_400_000;
/** So long what was read is believed. */
const believedMillis = 30 * day;
/** Younger jobs may have a neighbour whose row GitLab has not committed yet. */
const settledMillis = day;
/** A range of one page would save nothing: one page that reaches into it is read anyway. */
const leastPages = 2;
const mostRanges = 50;

const Ranges = z.array(
  z.strictObject({
    fromId: z.int(),
    toId: z.int(),
    jobs: z.int(),
    next: z.string().exactOptional(),
    verifiedAt: z.number(),
  }),
);

/** Where the ranges of a project stand. */
export function emptyKey(source: string, project: number): LedgerKey {
  return { scope: `empty#${joinKey(source, project)}`, key: "ranges" };
}

/** The ranges as they were written; none where another version wrote them. */
export function readRanges(text: string | undefined): readonly EmptyRange[] {
  try {
    return Ranges.safeParse(JSON.parse(text ?? "[]")).data ?? [];
  } catch {
    return [];
  }
}

/**
 * Whether a job has left nothing to delete and can leave nothing any more. A retry makes a new job; but it lets those that
 * were skipped behind it run under the ids that they have.
 * Source: gitlabhq app/services/ci/reset_skipped_jobs_service.rb (read 2026-11).
 */
export function isSettledEmpty(job: Job, now: Instant): boolean {
  if (!isEnded(job.status) || (job.status === "skipped" && job.archived !== true)) return false;
  if (job.createdAt === undefined || now - job.createdAt < settledMillis) return false;
  return erasableFiles(job)?.length === 0;
}

/** A page as it was read, newest first. */
export interface ReadPage {
  readonly jobs: readonly Job[];
  readonly next?: string;
}

/** The run with one more page; what ended is a range to remember. */
export function followed(
  run: EmptyRun | undefined,
  { jobs, next }: ReadPage,
  now: Instant,
): { readonly run?: EmptyRun; readonly ended?: EmptyRange } {
  const [newest, oldest] = [jobs[0], jobs.at(-1)];
  if (!newest || !oldest || !jobs.every((job) => isSettledEmpty(job, now))) return closedRun(run);
  const longer = {
    fromId: run?.fromId ?? newest.id,
    toId: oldest.id,
    jobs: (run?.jobs ?? 0) + jobs.length,
    ...(next !== undefined && { next }),
    verifiedAt: Math.min(run?.verifiedAt ?? now, now),
    pages: (run?.pages ?? 0) + 1,
  };
  return next === undefined ? closedRun(longer) : { run: longer };
}

/** A run that comes to its end. */
export function closedRun(run: EmptyRun | undefined): { readonly ended?: EmptyRange } {
  if (!run || run.pages < leastPages) return {};
  const { pages: _, ...ended } = run;
  return { ended };
}

/** The range that a walk stands in, whose last job read was `oldest`: it may go on behind it. */
export function rangeBehind(ranges: readonly EmptyRange[], oldest: number, now: Instant): EmptyRange | undefined {
  return ranges.find(
    ({ fromId, toId, verifiedAt }) => toId < oldest && oldest <= fromId && now - verifiedAt < believedMillis,
  );
}

/** How many jobs of a range a page does not show that reaches into it. */
export function jobsBeyond(range: EmptyRange, jobs: readonly Job[]): number {
  return Math.max(0, range.jobs - jobs.filter(({ id }) => id <= range.fromId).length);
}

/** The run behind a jump: `known` jobs were not read. */
export function jumped(run: EmptyRun | undefined, range: EmptyRange, known: number): EmptyRun {
  if (!run) return { ...range, pages: leastPages };
  const { next: _, ...before } = run;
  return {
    ...before,
    toId: range.toId,
    jobs: run.jobs + known,
    ...(range.next !== undefined && { next: range.next }),
    verifiedAt: Math.min(run.verifiedAt, range.verifiedAt),
    pages: run.pages + leastPages,
  };
}

/** The ranges without those that a page shows to hold something. */
export function upheld(ranges: readonly EmptyRange[], jobs: readonly Job[], now: Instant): readonly EmptyRange[] {
  const busy = jobs.filter((job) => !isSettledEmpty(job, now));
  const kept = ranges.filter(({ fromId, toId }) => !busy.some(({ id }) => toId <= id && id <= fromId));
  return kept.length === ranges.length ? ranges : kept;
}

/** The ranges with one more in the place of those that it meets; of too many the largest. */
export function withRange(ranges: readonly EmptyRange[], range: EmptyRange): readonly EmptyRange[] {
  const others = ranges.filter(({ fromId, toId }) => fromId < range.toId || range.fromId < toId);
  return [...others, range].toSorted((one, other) => other.jobs - one.jobs).slice(0, mostRanges);
}
