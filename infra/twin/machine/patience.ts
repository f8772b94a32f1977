import type { Instant } from "../../../lib/core/time.ts";
import type { Job } from "../state/graph.ts";
import type { JobStatus } from "../state/jobParts.ts";
import { isStuck } from "../state/runner.ts";
import type { Vintage, World } from "../state/world.ts";
import { nextRound, roundsOf } from "./rounds.ts";

// Source: gitlabhq app/services/ci/stuck_builds and app/services/ci/timed_out_builds (read 2026-11).

/** How long GitLab bears with jobs in one status, and what it calls it when it gives them up. */
interface Patience {
  readonly status: JobStatus;
  /** From then on, in that respect; `null`: not this one. */
  readonly endsAt: (world: World, job: Job) => Instant | null;
  readonly reason: (vintage: Vintage) => string;
  /** Missing: at that very moment, as it is the runner that gives up. */
  readonly round?: keyof (typeof roundsOf)[Vintage];
  /** The first vintage that does it. Default: all. */
  readonly since?: Vintage;
}

const minuteMillis = 60_000;
const hourMillis = 60 * minuteMillis;
/** Over its own time a job that is not heard of has so much more. */
const graceMillis = 15 * minuteMillis;

const since19 = (reason: string) => (vintage: Vintage) => (vintage === 2026 ? reason : "stuck_or_timeout_failure");

const patiences: readonly Patience[] = [
  {
    status: "pending",
    endsAt: (_world, { queuedAt }) => queuedAt && queuedAt + 24 * hourMillis,
    reason: since19("stuck_pending_with_matching_runners"),
    round: "pending",
  },
  {
    status: "pending",
    endsAt: ({ runners }, job) => (isStuck(runners, job) ? job.queuedAt && job.queuedAt + hourMillis : null),
    reason: since19("stuck_pending_no_matching_runners"),
    round: "pending",
  },
  {
    status: "running",
    endsAt: ({ vintage }, { silentSince }) => silentSince && silentSince + (vintage === 2026 ? 0.5 : 1) * hourMillis,
    reason: since19("no_updates_running"),
    round: "running",
  },
  {
    status: "canceling",
    endsAt: (_world, { silentSince }) => silentSince && silentSince + 0.5 * hourMillis,
    reason: since19("no_updates_canceling"),
    round: "canceling",
  },
  {
    status: "scheduled",
    endsAt: (_world, { scheduledAt }) => scheduledAt && scheduledAt + hourMillis,
    reason: () => "stale_schedule",
    round: "scheduled",
  },
  {
    status: "running",
    endsAt: (_world, job) => (job.silentSince === null ? deadlineOf(job) : null),
    reason: () => "job_execution_timeout",
  },
  {
    status: "running",
    endsAt: ({ vintage }, job) => overdueAt(job, vintage === 2026 ? graceMillis : 0),
    reason: (vintage) => (vintage === 2026 ? "server_timeout_running" : "job_execution_server_timeout"),
    round: "overdue",
    since: 2024,
  },
  {
    status: "canceling",
    endsAt: (_world, job) => overdueAt(job, graceMillis),
    reason: () => "server_timeout_canceling",
    round: "overdue",
    since: 2026,
  },
];

function deadlineOf({ startedAt, timeoutSeconds }: Job): Instant | null {
  return startedAt && startedAt + timeoutSeconds * 1000;
}

function overdueAt(job: Job, grace: number): Instant | null {
  const deadline = deadlineOf(job);
  return deadline && deadline + grace;
}

/** What GitLab, or the job's runner, will do to it. */
interface End {
  readonly at: Instant;
  readonly reason: string;
}

/** The ends that a job is to come to if nothing happens to it. */
export function endsOf(world: World, job: Job): End[] {
  const { vintage, course } = world;
  return patiences
    .filter(({ status, since = 2016 }) => status === job.status && vintage >= since)
    .flatMap(({ endsAt, reason, round }) => {
      const last = endsAt(world, job);
      if (last === null) return [];
      const from = Math.max(last, course.passedTo);
      return { at: round ? nextRound(roundsOf[vintage][round], from) : from, reason: reason(vintage) };
    })
    .filter(({ at, reason }) => reason !== "no_updates_running" || at < (deadlineOf(job) ?? at));
}
