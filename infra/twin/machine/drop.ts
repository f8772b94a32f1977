import type { Job } from "../state/graph.ts";
import type { World } from "../state/world.ts";
import { isRetriedByGitlab } from "./autoRetry.ts";
import { cancelJobs } from "./cancelJobs.ts";
import { enterStatus, tellOf } from "./move.ts";
import { proceed } from "./proceed.ts";
import { runAgain } from "./rerun.ts";

/**
 * A job fails. Where its `retry` says so it is run again at once, so that hooks tell of the new run first and the
 * pipeline never fails; where its pipeline says so the rest is canceled.
 */
export function dropJob(
  world: World,
  job: Job,
  { reason, exitCode = null }: { readonly reason: string; readonly exitCode?: number | null | undefined },
): void {
  const { pipeline, person, allowFailure } = job;
  job.failureReason = reason;
  job.exitCode = exitCode;
  const from = enterStatus(world, job, "failed");
  const isRetried = isRetriedByGitlab(world, job);
  if (isRetried) runAgain(world, job, { person });
  tellOf(world, job, from);
  if (!isRetried && !allowFailure && pipeline.autoCancel.onJobFailure === "all") cancelJobs(world, pipeline);
  proceed(world, pipeline);
}
