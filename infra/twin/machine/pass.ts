import type { Instant } from "../../../lib/core/time.ts";
import type { Job, Pipeline } from "../state/graph.ts";
import type { World } from "../state/world.ts";
import { enqueue } from "./enqueue.ts";
import { cleanUp, nextExpiry } from "./expire.ts";
import { endMemberships, nextMembershipEnd } from "./membership.ts";
import { endsOf } from "./patience.ts";
import { proceed } from "./proceed.ts";
import { may } from "./rights.ts";
import { nextRound, roundsOf } from "./rounds.ts";
import { failJob } from "./runner.ts";

/** Something that happens by itself at a moment. */
interface Due {
  readonly at: Instant;
  readonly happen: () => void;
}

/**
 * Makes up for all that was due since the last time, each thing at its own moment and in order: while it happens the
 * world's clock shows that moment. Whoever looks at the world or touches it calls this first.
 */
export function passTime(world: World): void {
  const { course } = world;
  if (course.moment !== null) return;
  const now = world.clock();
  if (world.settings.timers) noteSilence(world);
  try {
    for (let due = nextDue(world); due && due.at <= now; due = nextDue(world)) {
      course.moment = due.at;
      due.happen();
      // what else is due at that same moment is still to come
      course.passedTo = Math.max(course.passedTo, due.at - 1);
    }
  } finally {
    course.moment = null;
  }
  course.passedTo = Math.max(course.passedTo, now);
}

function nextDue(world: World): Due | undefined {
  const dues = [...dueStarts(world), ...dueArchiving(world), ...dueMemberships(world)];
  if (world.settings.timers) dues.push(...dueEnds(world), ...dueCleanUp(world));
  return dues.reduce<Due | undefined>((first, due) => (first && first.at <= due.at ? first : due), undefined);
}

/**
 * Once its time has come a delayed job starts, if its person still may play it; nobody tries again later.
 * Source: gitlabhq app/services/ci/run_scheduled_build_service.rb (read 2026-11).
 */
function dueStarts(world: World): Due[] {
  return [...world.course.scheduled].flatMap((job) => {
    const { scheduledAt: at, person } = job;
    if (at === null || at < world.course.passedTo) return [];
    if (person && !may({ world, person }, "play", job)) return [];
    return { at, happen: () => startScheduled(world, job) };
  });
}

function startScheduled(world: World, job: Job): void {
  enqueue(world, job);
  proceed(world, job.pipeline);
}

function dueArchiving({ settings, projects, course }: World): Due[] {
  const { archiveAfterSeconds } = settings;
  if (archiveAfterSeconds === null) return [];
  const open = projects.flatMap(({ pipelines }) => pipelines).filter(({ isArchived }) => !isArchived);
  return open.map((pipeline: Pipeline) => ({
    at: Math.max(course.passedTo, pipeline.createdAt + archiveAfterSeconds * 1000),
    happen: () => {
      pipeline.isArchived = true;
    },
  }));
}

function dueMemberships(world: World): Due[] {
  const at = nextMembershipEnd(world);
  return at === undefined ? [] : [{ at, happen: () => endMemberships(world) }];
}

function dueEnds(world: World): Due[] {
  return [...world.jobs.values()].flatMap((job) =>
    job.trigger
      ? []
      : endsOf(world, job).map(({ at, reason }) => ({ at, happen: () => failJob(world, job, { reason }) })),
  );
}

function dueCleanUp(world: World): Due[] {
  const expiry = nextExpiry(world);
  if (expiry === undefined) return [];
  const at = nextRound(roundsOf[world.vintage].artifacts, Math.max(expiry, world.course.passedTo));
  return [{ at, happen: () => cleanUp(world) }];
}

/** Of a runner that has gone offline nothing was heard since somebody last looked. */
function noteSilence({ jobs, course }: World): void {
  for (const job of jobs.values()) {
    const isAtWork = job.status === "running" || job.status === "canceling";
    if (isAtWork && job.runner && !job.runner.isOnline) job.silentSince ??= course.passedTo;
  }
}
