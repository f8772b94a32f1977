import { emptyKey, readRanges } from "../../core/emptyRange.ts";
import type { Project } from "../../core/event.ts";
import type { GitLab } from "../../core/gitlab.ts";
import type { Job } from "../../core/job.ts";
import type { TaskStep } from "../../core/journal.ts";
import type { Write } from "../../core/ports.ts";
import { sweepAim } from "../../core/sweep.ts";
import type { Task } from "../../core/task.ts";
import type { Instant } from "../../core/time.ts";
import type { ActiveRules } from "../activeRules.ts";
import type { End } from "../look.ts";
import type { Room } from "../throttle.ts";
import { metered } from "../throttleMeter.ts";
import { isWatched } from "../watch.ts";
import type { Worker } from "../worker.ts";
import { closeStep } from "./close.ts";
import { refuseEarlyEnd } from "./end.ts";
import { forget, isLostJump } from "./lostJump.ts";
import type { Spot } from "./spot.ts";
import type { SweepStep } from "./step.ts";
import { type Stride, stride } from "./stride.ts";
import { type Turn, takeTurn } from "./turn.ts";

/** What a step through a project's jobs has before it. */
export interface Around {
  /** Without a cursor it begins at the newest job, be it anew: what was counted before does not count. */
  readonly held: Task;
  readonly project: Project;
  readonly active: ActiveRules;
  readonly gitlab: GitLab;
  readonly worker: Worker;
}

/** Who goes through a project's jobs, for one step. */
export interface Walker {
  /** It need not see jobs that have ended and left nothing but a log: those that are known to be so are jumped over. */
  readonly jumpsEmpty?: boolean;
  /** Takes a page of jobs in, newest first; a step has several. Never the same job twice. @returns what it did to other tasks */
  take(page: { readonly jobs: readonly Job[]; readonly cursor?: string }): Promise<readonly TaskStep[]>;
  /** It has as much as one transaction should write: the step ends with the page that it took last. */
  isFull?(): boolean;
  /** Ends the step: what is written together with the cursor, in one transaction, and what people read of the step. */
  close(end: {
    readonly isLast: boolean;
  }): Promise<{ readonly also?: readonly Write[]; readonly counted?: number; readonly reason: string }>;
}

/** Begins a step; a text says why there is nothing to go through for any more. */
export type BeginWalk = (around: Around) => Promise<Walker | { readonly skipped: string }>;

/**
 * A walk through a project's jobs, newest first, some pages a step. What a step has seen is written in one transaction with
 * its cursor, or not at all: a crash loses at most one step, which the next run does again, and no page counts twice.
 */
export function walkJobs(begin: BeginWalk): SweepStep {
  return async (task, gitlab, worker, room): Promise<End> => {
    const aim = sweepAim(task);
    if (!aim) return ended("skipped", `this version knows no sweep such as ${task.id}`);
    const turn = await takeTurn(task, aim, worker);
    if ("ends" in turn) return { ...known, outcome: turn.ends };
    const { held } = turn;
    const meter = counter();
    const counted = metered(gitlab, meter);
    const active = await worker.rules.live(held.source);
    const found = lookedAt(turn, worker.clock()) ?? (await counted.reads.project(held.project.id));
    if (!found) return ended("skipped", `project ${held.project.id} is gone, or the token may not see it`);
    const project: Project = { id: found.id, ...(found.path !== undefined && { path: found.path }) };
    if (!isWatched(worker, held.source, project)) return ended("skipped", `${project.path} is not watched`);
    const walker = await begin({ held, project, active, gitlab: counted, worker });
    if ("skipped" in walker) return ended("skipped", walker.skipped);
    const walked = await walk({ turn, gitlab: counted, worker, walker, room });
    const closed = await walker.close({ isLast: walked.spot.isEnd === true });
    const requests = meter.sum() + walked.pages - 1;
    return { ...known, ...closeStep(closed, { turn, walked, project, requests, now: worker.clock() }) };
  };
}

/**
 * The project as an earlier step of this cycle saw it, within the first half hour: where the budget is short steps are small, and
 * each would ask for it again. Whoever deletes looks at it in any case. After a setback it may be gone, and is asked for.
 */
function lookedAt({ held, coverage, running }: Turn, now: Instant): Project | undefined {
  const { path } = coverage;
  const goesOn = held.cursor !== undefined && held.setbacks === undefined && path !== undefined;
  return goesOn && now - running.began < freshMillis ? { id: held.project.id, path } : undefined;
}

const freshMillis = 1_800_000;
const known = { settled: true, giveBack: false };

function ended(kind: "skipped", reason: string): End {
  return { ...known, outcome: { kind, reason } };
}

/** Counts requests as the throttle does. */
function counter() {
  let requests = 0;
  return {
    mayLook: async () => {},
    sent: (_: string, more: number) => {
      requests += more;
    },
    sum: () => requests,
  };
}

interface Desk {
  readonly turn: Turn;
  readonly gitlab: GitLab;
  readonly worker: Worker;
  readonly walker: Walker;
  readonly room: Pick<Room, "settle">;
}

/** Reads a step's pages, and remembers which stretches held nothing. */
async function walk({ turn, gitlab, worker, walker, room }: Desk): Promise<Stride> {
  const { held, running, coverage } = turn;
  const key = emptyKey(held.source, held.project.id);
  const text = await worker.store.note(key);
  const ranges = readRanges(text);
  const canJump = walker.jumpsEmpty === true;
  const from: Spot = { running, ranges, ...(held.cursor !== undefined && { cursor: held.cursor }) };
  try {
    const isFull = () => walker.isFull?.() === true;
    const take: Walker["take"] = (page) => walker.take(page);
    const walked = await stride({ held, gitlab, worker, room, canJump, isFull, take }, from);
    if (walked.spot.isEnd) await refuseEarlyEnd(held.project.id, { spot: walked.spot, coverage, gitlab });
    // What is known of GitLab's jobs is true whatever becomes of the step; who comes too late with it tells nothing.
    const value = JSON.stringify(walked.spot.ranges);
    if (value !== (text ?? "[]")) await worker.store.putNote(key, value, text);
    return walked;
  } catch (error) {
    if (isLostJump(error, held.cursor, ranges)) await forget(turn, { key, text, store: worker.store });
    throw error;
  }
}
