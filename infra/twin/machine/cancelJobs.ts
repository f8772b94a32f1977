import type { Job, Pipeline } from "../state/graph.ts";
import { latestOfAll } from "../state/job.ts";
import type { World } from "../state/world.ts";
import { moveJob } from "./move.ts";
import { proceed } from "./proceed.ts";
import { canceledStatus, isCanceledWithPipeline } from "./verbs.ts";

/** Cancels what can be canceled in a pipeline before it goes on, so that nothing is merely skipped; returns those jobs. */
export function cancelJobs(world: World, pipeline: Pipeline, isMeant: (job: Job) => boolean = () => true): Job[] {
  const canceled = latestOfAll(pipeline).filter((job) => isCanceledWithPipeline(job) && isMeant(job));
  for (const job of canceled) moveJob(world, job, canceledStatus(job));
  proceed(world, pipeline);
  return canceled;
}
