import type { Job } from "../state/graph.ts";
import { liveArchive } from "../state/job.ts";
import { type JobStatus, unfinished } from "../state/jobParts.ts";
import type { Verb, World } from "../state/world.ts";
import { moveJob } from "./move.ts";
import { proceed } from "./proceed.ts";
import { conflict, forbidden, notFound, type Refusal } from "./refusal.ts";
import { play, retry } from "./rerun.ts";
import { throttle } from "./throttle.ts";
import type { Done, Wish } from "./wish.ts";

export const verbs: Readonly<Record<Verb, (world: World, job: Job, wish: Wish) => Done | Refusal>> = {
  retry,
  cancel: wishCancel,
  play,
  unschedule,
  keep,
  deleteArtifacts,
  erase,
};

function wishCancel(world: World, job: Job, { person, isForced = false }: Wish): Done | Refusal {
  const refusal = throttle(world, "cancel", { job, person });
  if (refusal) return refusal;
  return isForced ? forceCancel(world, job) : cancel(world, job);
}

/** Whether people are offered to cancel it. */
export function isCancelable({ status }: Job): boolean {
  return unfinished.includes(status);
}

/** Whether it is canceled with its pipeline. */
export function isCanceledWithPipeline({ status }: Job): boolean {
  return unfinished.includes(status) || status === "scheduled";
}

/**
 * Answers 201 with the unchanged job where there is nothing to cancel. What is offered is not looked at, so that manual
 * jobs are canceled too. Source: `event :cancel` in gitlabhq app/models/commit_status.rb (read 2026-11).
 */
export function cancel(world: World, job: Job): Done {
  if (!isCanceledWithPipeline(job) && job.status !== "manual") return { status: 201, job, changed: false };
  return cancelTo(world, job, canceledStatus(job));
}

/** What a job that can be canceled is then: one whose runner cleans up first is `canceling` for a while. */
export function canceledStatus({ status, cancelsSlowly }: Job): "canceling" | "canceled" {
  return status === "running" && cancelsSlowly ? "canceling" : "canceled";
}

/** Does not wait for the runner any more. Only a job that is canceling can be forced; others stay as they are. */
function forceCancel(world: World, job: Job): Done {
  return job.status === "canceling" ? cancelTo(world, job, "canceled") : { status: 201, job, changed: false };
}

function cancelTo(world: World, job: Job, status: "canceling" | "canceled"): Done {
  moveJob(world, job, status);
  proceed(world, job.pipeline);
  return { status: 201, job, changed: true };
}

/** A delayed job waits for a person from now on. Only GraphQL and the web page can do it. */
function unschedule(world: World, job: Job): Done {
  if (job.status !== "scheduled") return { status: 200, job, changed: false };
  moveJob(world, job, "manual");
  proceed(world, job.pipeline);
  return { status: 200, job, changed: true };
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

const completed: readonly JobStatus[] = ["success", "failed", "canceled", "skipped"];

function erase(world: World, job: Job, { person }: Wish): Done | Refusal {
  if (job.files.length === 0 || !completed.includes(job.status)) return forbidden("Job is not erasable!");
  if (job.pipeline.project.settings.isRefreshingStats) return conflict(statsRefresh);
  const refusal = throttle(world, "erase", { job, person });
  if (refusal) return refusal;
  job.files = [];
  job.log = "";
  job.artifactsExpireAt = null;
  job.erasedAt = world.clock();
  return { status: 201, job, changed: true };
}

export const statsRefresh =
  "Action temporarily disabled. The project this pipeline belongs to is undergoing stats refresh.";
