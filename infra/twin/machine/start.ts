import type { Job } from "../state/graph.ts";
import type { JobStatus, When } from "../state/jobParts.ts";
import type { World } from "../state/world.ts";
import { isOutdated, noteDeployment } from "./deployment.ts";
import { enqueue } from "./enqueue.ts";
import { mayDeploy } from "./environment.ts";
import { moveJob } from "./move.ts";

/** What went before must have come to one of these. Source: gitlabhq app/services/ci/process_build_service.rb (read 2026-11). */
const startsAfter: Readonly<Record<When, readonly JobStatus[]>> = {
  on_success: ["success", "skipped"],
  manual: ["success", "skipped"],
  delayed: ["success", "skipped"],
  on_failure: ["failed"],
  always: ["success", "failed", "skipped"],
};

/** The job's turn has come, after what came to `before`: it starts, waits for somebody, or is skipped. */
export function startOrSkip(world: World, job: Job, before: JobStatus): void {
  noteDeployment(world, job);
  const needsApproval = (job.deployment?.requiredApprovals ?? 0) > 0;
  if (!mayStart(job, before)) moveJob(world, job, "skipped");
  else if (needsApproval) block(world, job);
  else if (job.startsAtOnce) startNow(world, job);
  else if (job.when === "manual") moveJob(world, job, "manual");
  else if (job.when === "delayed") moveJob(world, job, "scheduled");
  else startNow(world, job);
}

/** Until it is approved, and then until somebody plays it: it is a manual job from now on. */
function block(world: World, job: Job): void {
  job.when = "manual";
  moveJob(world, job, "manual");
}

/** One that was skipped is no success for a job that needs it. */
function mayStart({ when, needs }: Job, before: JobStatus): boolean {
  if (needs !== null && before === "skipped" && when !== "always") return false;
  return startsAfter[when].includes(before);
}

/** Unless it must not deploy, or not any more. */
function startNow(world: World, job: Job): void {
  job.failureReason = obstacle(world, job);
  if (job.failureReason === null) enqueue(world, job);
  else moveJob(world, job, "failed");
}

function obstacle(world: World, job: Job): string | null {
  if (!mayDeploy(world, job.person, job)) return "protected_environment_failure";
  return isOutdated(job) ? "failed_outdated_deployment_job" : null;
}
