import { GitLabError } from "../../core/errors.ts";
import type { GitLab } from "../../core/gitlab.ts";
import type { Job } from "../../core/job.ts";
import type { TaskStep } from "../../core/journal.ts";
import type { Page } from "../../core/page.ts";
import type { Task } from "../../core/task.ts";
import type { Instant } from "../../core/time.ts";
import type { Room } from "../throttle.ts";
import { sweepPage } from "../throttleNeeds.ts";
import type { Worker } from "../worker.ts";
import { behind, freshJobs, type Spot } from "./spot.ts";

/** A step reads so much at most; then it is the turn of others. */
const mostPages = 100;
/** So many that hold nothing new, one behind the other, are no list any more. */
const mostStale = 10;
const mostMillis = 15_000;
/** What is planned stands in one journal entry. */
const mostTasks = 500;
const spareMillis = 5_000;

interface Desk {
  readonly held: Task;
  /** With the room that the run has: for the first page. */
  readonly gitlab: GitLab;
  readonly worker: Worker;
  readonly room: Pick<Room, "settle">;
  readonly canJump: boolean;
  /** Takes a page in; see `Walker`. */
  readonly take: (page: { readonly jobs: readonly Job[]; readonly cursor?: string }) => Promise<readonly TaskStep[]>;
  readonly isFull?: () => boolean;
}

/** The pages that one step has read. */
export interface Stride {
  readonly spot: Spot;
  readonly tasks: readonly TaskStep[];
  readonly pages: number;
}

interface Walking {
  spot: Spot;
  readonly tasks: TaskStep[];
  pages: number;
  /** Pages that held nothing new, one behind the other. */
  stale: number;
  readonly begun: Instant;
}

/**
 * Reads the pages of one step: the first in any case, more as long as there is room for each and time for one more call.
 * After a setback it is one page, so that a page that cannot be taken in keeps none before it from being written down.
 *
 * @throws GitLabError when the first page cannot be read; one further on ends the step with what was read before it
 */
export async function stride(desk: Desk, from: Spot): Promise<Stride> {
  const { held, gitlab, worker, room } = desk;
  const walking: Walking = { spot: from, tasks: [], pages: 0, stale: 0, begun: worker.clock() };
  const first = await gitlab.reads.jobsPage(held.project.id, from.cursor);
  // What the run has left of its room would be too old for anybody at its end.
  room.settle();
  await takeIn(walking, read(walking, first), desk);
  while (mayGoOn(walking, desk)) {
    const page = await further(walking, desk);
    if (!page) break;
    await takeIn(walking, page, desk);
  }
  return walking;
}

interface ReadPage {
  readonly jobs: readonly Job[];
  readonly next: string | undefined;
}

/** @throws GitLabError `oddAnswer` */
function read({ spot, stale, pages }: Walking, page: Page<Job>): ReadPage {
  const jobs = freshJobs(spot, page);
  if (jobs.length === 0 && page.next !== undefined && stale + 1 >= mostStale && stale === pages)
    throw new GitLabError("oddAnswer", `${mostStale} pages of a project's jobs in a row hold nothing new`, {
      advice: "It is asked again from there; if it stays so, look at GitLab or at what stands between",
    });
  return { jobs, next: page.next };
}

async function takeIn(walking: Walking, page: ReadPage, { take, worker, canJump }: Desk): Promise<void> {
  const { cursor } = walking.spot;
  walking.tasks.push(...(await take({ jobs: page.jobs, ...(cursor !== undefined && { cursor }) })));
  walking.spot = behind(walking.spot, page, { now: worker.clock(), canJump });
  walking.stale = page.jobs.length === 0 ? walking.stale + 1 : 0;
  walking.pages++;
}

function mayGoOn({ spot, pages, tasks, begun }: Walking, { held, worker, isFull }: Desk): boolean {
  if (isFull?.()) return false;
  if (spot.isEnd || pages >= mostPages || tasks.length >= mostTasks || held.setbacks !== undefined) return false;
  return worker.clock() < lastMoment(begun, worker);
}

/** Time for one more call must be left, and for what is written after it. */
function lastMoment(begun: Instant, { leaseEnd, callTimeoutSeconds }: Worker): Instant {
  return Math.min(begun + mostMillis, leaseEnd() - 2 * callTimeoutSeconds * 1000 - spareMillis);
}

/** One more page, if there is room for it; what GitLab says instead of it is said again to the next step. */
async function further(walking: Walking, { held, worker }: Desk): Promise<ReadPage | undefined> {
  const gitlab = await worker.gitlab(held.source);
  if (!gitlab) return undefined;
  const room = await worker.throttle.take(sweepPage(held.source), lastMoment(walking.begun, worker));
  if ("closedUntil" in room) return undefined;
  try {
    return read(walking, await room.meter(gitlab).reads.jobsPage(held.project.id, walking.spot.cursor));
  } catch (error) {
    if (error instanceof GitLabError) return undefined;
    throw error;
  } finally {
    await room.end();
  }
}
