import type { Running } from "../../core/coverage.ts";
import {
  closedRun,
  type EmptyRange,
  type EmptyRun,
  followed,
  jobsBeyond,
  jumped,
  rangeBehind,
  upheld,
  withRange,
} from "../../core/emptyRange.ts";
import { GitLabError } from "../../core/errors.ts";
import type { Job } from "../../core/job.ts";
import { countsPages, type Page } from "../../core/page.ts";
import type { Instant } from "../../core/time.ts";

/** Where a walk through a project's jobs stands. */
export interface Spot {
  /** What it has seen of this cycle. */
  readonly running: Running;
  /** Where it goes on; missing: at the newest job, or where nothing was left to read, `isEnd`. */
  readonly cursor?: string;
  readonly isEnd?: true;
  /** What is known to hold nothing. */
  readonly ranges: readonly EmptyRange[];
}

/**
 * The jobs of a page that come behind all that was seen: each job counts once. On numbered pages those that were seen come
 * again when new ones have moved them on; by keyset nothing moves, so there it is a fault.
 *
 * @throws GitLabError `oddAnswer` where the ids do not fall, or the page does not go on where the last one ended
 */
export function freshJobs({ running: { toId = Infinity }, cursor = "" }: Spot, { items }: Page<Job>): readonly Job[] {
  const falls = items.every(({ id }, at) => id < (items[at - 1]?.id ?? Infinity));
  if (!falls) return refuse("the jobs of a page do not come newest first");
  const fresh = items.filter(({ id }) => id < toId);
  if (fresh.length < items.length && !countsPages(cursor))
    return refuse(`a page of jobs goes back behind job ${toId}, where the last one ended`);
  return fresh;
}

function refuse(what: string): never {
  throw new GitLabError("oddAnswer", `the list of a project's jobs cannot be walked through: ${what}`, {
    advice: "It is asked again from there; if it stays so, look at GitLab or at what stands between",
  });
}

interface Learnt {
  readonly run?: EmptyRun;
  readonly ended?: EmptyRange;
}

/**
 * The spot behind a page.
 *
 * @param jobs its fresh ones
 * @param canJump whether what holds nothing need not be read
 */
export function behind(
  spot: Spot,
  { jobs, next }: { readonly jobs: readonly Job[]; readonly next?: string | undefined },
  { now, canJump }: { readonly now: Instant; readonly canJump: boolean },
): Spot {
  const numbered = countsPages(next ?? "") || countsPages(spot.cursor ?? "");
  const { run: before, ...running } = spot.running;
  const [newest, oldest] = [jobs[0]?.id, jobs.at(-1)?.id];
  const seen: Running = {
    ...running,
    pages: running.pages + 1,
    jobs: running.jobs + jobs.length,
    ...(running.fromId === undefined && newest !== undefined && { fromId: newest }),
    ...(oldest !== undefined && { toId: oldest }),
    ...(numbered && { numbered }),
  };
  // Behind numbers other jobs stand tomorrow.
  const { run, ended }: Learnt = numbered
    ? closedRun(before)
    : followed(before, { jobs, ...(next !== undefined && { next }) }, now);
  const held = upheld(spot.ranges, jobs, now);
  const ranges = ended ? withRange(held, ended) : held;
  const after = placed({ ranges, running: { ...seen, ...(run && { run }) } }, next);
  if (!canJump || numbered || after.isEnd || oldest === undefined) return after;
  const range = rangeBehind(ranges, oldest, now);
  return range ? beyond(after, range, { run, known: jobsBeyond(range, jobs) }) : after;
}

function beyond(
  { running, ranges }: Spot,
  range: EmptyRange,
  { run, known }: { readonly run: EmptyRun | undefined; readonly known: number },
): Spot {
  const longer = jumped(run, range, known);
  const seen = { ...running, toId: range.toId, known: running.known + known };
  if (range.next !== undefined) return placed({ ranges, running: { ...seen, run: longer } }, range.next);
  const { ended } = closedRun(longer);
  const { run: _, ...rest } = seen;
  return placed({ ranges: ended ? withRange(ranges, ended) : ranges, running: rest }, undefined);
}

function placed(spot: Pick<Spot, "ranges" | "running">, next: string | undefined): Spot {
  return { ...spot, ...(next === undefined ? { isEnd: true } : { cursor: next }) };
}
