import type { Job } from "../state/graph.ts";
import type { JobStatus, When } from "../state/jobParts.ts";
import type { World } from "../state/world.ts";
import { noteDeployment } from "./deployment.ts";
import { moveJob } from "./move.ts";
import { proceed, sumUp } from "./proceed.ts";

/** What lies between a job's birth and a status, in GitLab's usual order. */
const ways: Readonly<Partial<Record<JobStatus, readonly JobStatus[]>>> = {
  running: ["pending"],
  success: ["pending", "running"],
  failed: ["pending", "running"],
  canceling: ["pending", "running"],
};

/**
 * Brings a job into a status, whatever it is in now, as if all that usually leads there had just happened; hooks tell of
 * each step. For people who set a scene: GitLab's own rules are not asked. The pipeline goes on from there.
 *
 * @param failureReason of a failed job; default: `script_failure`
 */
export function bringJob(
  world: World,
  job: Job,
  { status, failureReason = "script_failure" }: { readonly status: JobStatus; readonly failureReason?: string },
): void {
  if (status !== "created") noteDeployment(world, job);
  forget(job, status);
  for (const step of ways[status] ?? []) if (!isBehind(job.status, step)) stepTo(world, job, step);
  if (status === "failed") job.failureReason = failureReason;
  stepTo(world, job, status);
  if (status === "created") sumUp(world, job.pipeline);
  else proceed(world, job.pipeline);
}

const ended: readonly JobStatus[] = ["success", "failed", "canceled", "skipped"];
const begun: readonly JobStatus[] = [...ended, "running", "canceling"];
const gates: Readonly<Partial<Record<JobStatus, When>>> = { manual: "manual", scheduled: "delayed" };

/** What a job that is brought back no longer has; and only a manual or a delayed job stands at a gate. */
function forget(job: Job, status: JobStatus): void {
  job.failureReason = null;
  if (!ended.includes(status)) job.finishedAt = null;
  const gate = gates[status];
  if (gate && job.when !== "manual" && job.when !== "delayed") job.when = gate;
  if (begun.includes(status)) return;
  job.startedAt = null;
  job.runner = null;
  job.queuedAt = null;
}

const order: readonly JobStatus[] = ["created", "pending", "running"];

function isBehind(status: JobStatus, step: JobStatus): boolean {
  return order.indexOf(status) >= order.indexOf(step);
}

function stepTo(world: World, job: Job, status: JobStatus): void {
  if (status === "running" || (status === "failed" && job.startedAt !== null)) job.runner ??= world.runner;
  moveJob(world, job, status);
}
