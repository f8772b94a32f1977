import type { Job, Pipeline } from "../state/graph.ts";
import { latestJobs } from "../state/job.ts";
import type { JobStatus, When } from "../state/jobParts.ts";
import type { Person } from "../state/person.ts";
import type { World } from "../state/world.ts";
import { compositeStatus } from "./composite.ts";
import { moveJob, movePipeline } from "./move.ts";

/** What the earlier stages must have come to. Source: gitlabhq app/services/ci/process_build_service.rb (read 2026-11). */
const startsAfter: Readonly<Record<When, readonly JobStatus[]>> = {
  on_success: ["success", "skipped"],
  manual: ["success", "skipped"],
  on_failure: ["failed"],
  always: ["success", "failed", "skipped"],
};

const completed: readonly JobStatus[] = ["success", "failed", "canceled", "skipped"];

/** Starts or skips every job whose earlier stages are over, then sums the pipeline up. */
export function proceed(world: World, pipeline: Pipeline): void {
  for (const stage of pipeline.stages) {
    const before = compositeStatus(jobsBefore(pipeline, stage)) ?? "success";
    if (!completed.includes(before)) break;
    for (const job of latestJobs(pipeline))
      if (job.stage === stage && job.status === "created") startOrSkip(world, job, before);
  }
  movePipeline(world, pipeline, compositeStatus(latestJobs(pipeline)) ?? "skipped");
}

function startOrSkip(world: World, job: Job, before: JobStatus): void {
  const waits = job.when === "manual" && !job.startsAtOnce;
  const started = waits ? "manual" : "pending";
  moveJob(world, job, startsAfter[job.when].includes(before) ? started : "skipped");
}

function jobsBefore(pipeline: Pipeline, stage: string): Job[] {
  const earlier = pipeline.stages.slice(0, pipeline.stages.indexOf(stage));
  return latestJobs(pipeline).filter((job) => earlier.includes(job.stage));
}

/** Later jobs that were skipped may run after all; they are now that person's. */
export function resetSkipped(world: World, job: Job, person: Person): void {
  const { pipeline } = job;
  const later = pipeline.stages.slice(pipeline.stages.indexOf(job.stage) + 1);
  for (const other of latestJobs(pipeline)) {
    if (other.status !== "skipped" || !later.includes(other.stage)) continue;
    other.person = person;
    moveJob(world, other, "created");
  }
}
