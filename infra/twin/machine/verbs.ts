import type { Job } from "../state/graph.ts";
import { liveArchive } from "../state/job.ts";
import type { JobStatus } from "../state/jobParts.ts";
import type { Person } from "../state/person.ts";
import type { Verb, World } from "../state/world.ts";
import { beginJob } from "./begin.ts";
import { moveJob } from "./move.ts";
import { proceed, resetSkipped } from "./proceed.ts";
import { badRequest, conflict, forbidden, notFound, type Refusal } from "./refusal.ts";
import { maySetVariables } from "./rights.ts";

/** How a verb ended: the job that GitLab answers with, and whether anything is different now. */
export interface Done {
  readonly status: 200 | 201 | 204;
  readonly job: Job;
  readonly changed: boolean;
  readonly variables?: Readonly<Record<string, string>>;
}

/** One person's wish about one job, already allowed. */
export interface Wish {
  readonly person: Person;
  readonly variables?: Readonly<Record<string, string>>;
}

export const verbs: Readonly<Record<Verb, (world: World, job: Job, wish: Wish) => Done | Refusal>> = {
  retry,
  cancel,
  play,
  keep,
  deleteArtifacts,
  erase,
};

const retryableStatuses: readonly JobStatus[] = ["success", "failed", "canceled", "canceling"];
const cancelableStatuses: readonly JobStatus[] = [
  "created",
  "waiting_for_resource",
  "preparing",
  "waiting_for_callback",
  "pending",
  "running",
  "scheduled",
];

/** Of an archived pipeline nothing gets here: nobody may. */
function isRetryable({ isRetried, status }: Job): boolean {
  return !isRetried && retryableStatuses.includes(status);
}

function retry(world: World, job: Job, { person }: Wish): Done | Refusal {
  if (!isRetryable(job)) return forbidden("Job is not retryable");
  return { status: 201, job: runAgain(world, job, person), changed: true };
}

/** A new run with the definition and the variables of the old one, which is retried from now on. */
function runAgain(world: World, old: Job, person: Person): Job {
  const copied = { variables: old.variables, startsAtOnce: old.when === "manual" };
  old.isRetried = true;
  const job = beginJob(world, old.pipeline, { definition: old, person, copied });
  resetSkipped(world, job, person);
  proceed(world, old.pipeline);
  return job;
}

/** Answers 201 with the unchanged job where there is nothing to cancel. */
export function cancel(world: World, job: Job): Done {
  if (!cancelableStatuses.includes(job.status)) return { status: 201, job, changed: false };
  moveJob(world, job, job.status === "running" && job.cancelsSlowly ? "canceling" : "canceled");
  proceed(world, job.pipeline);
  return { status: 201, job, changed: true };
}

function play(world: World, job: Job, { person, variables = {} }: Wish): Done | Refusal {
  const isPlayable = job.when === "manual" && (job.status === "manual" || isRetryable(job));
  if (!isPlayable) return badRequest("Unplayable Job");
  const hasVariables = Object.keys(variables).length > 0;
  if (hasVariables && !maySetVariables(person, job.pipeline.project)) return forbidden();
  // A manual job that ended is run again, and what was given this time is lost.
  // Source: gitlabhq app/services/ci/play_build_service.rb (read 2026-11)
  if (job.status !== "manual") return { status: 200, job: runAgain(world, job, person), changed: true };
  job.person = person;
  job.variables = { ...job.variables, ...variables };
  moveJob(world, job, "pending");
  resetSkipped(world, job, person);
  proceed(world, job.pipeline);
  return { status: 200, job, changed: true, ...(hasVariables && { variables }) };
}

function keep(world: World, job: Job): Done | Refusal {
  // GitLab passes the object itself to its error message.
  if (!liveArchive(job, world.clock())) return notFound(`#<Ci::Build:0x${job.id.toString(16).padStart(16, "0")}>`);
  const changed = job.artifactsExpireAt !== null || job.files.some(({ expireAt }) => expireAt !== null);
  job.artifactsExpireAt = null;
  for (const file of job.files) file.expireAt = null;
  return { status: 200, job, changed };
}

function deleteArtifacts(_world: World, job: Job): Done | Refusal {
  if (job.pipeline.project.settings.isRefreshingStats) return conflict(statsRefresh);
  const before = job.files.length;
  job.files = job.files.filter(({ type }) => type === "trace");
  return { status: 204, job, changed: job.files.length < before };
}

function erase(world: World, job: Job): Done | Refusal {
  // only a job that has ended has files
  if (job.files.length === 0) return forbidden("Job is not erasable!");
  if (job.pipeline.project.settings.isRefreshingStats) return conflict(statsRefresh);
  job.files = [];
  job.log = "";
  job.artifactsExpireAt = null;
  job.erasedAt = world.clock();
  return { status: 201, job, changed: true };
}

const statsRefresh = "Action temporarily disabled. The project this pipeline belongs to is undergoing stats refresh.";
