import type { Job, Pipeline } from "../state/graph.ts";
import { latestOfAll } from "../state/job.ts";
import type { JobStatus } from "../state/jobParts.ts";
import type { Person } from "../state/person.ts";
import type { World } from "../state/world.ts";
import { completed, compositeStatus, neededStatus } from "./composite.ts";
import { moveJob, movePipeline } from "./move.ts";
import { startOrSkip } from "./start.ts";

/** Starts or skips every job for which all that it waits for is over, then sums the pipeline up. */
export function proceed(world: World, pipeline: Pipeline): void {
  // a job that is skipped may be what another one of its stage waits for
  while (startReady(world, pipeline));
  sumUp(world, pipeline);
}

/** Gives the pipeline the status that its jobs have together. */
export function sumUp(world: World, pipeline: Pipeline): void {
  movePipeline(world, pipeline, compositeStatus(latestOfAll(pipeline)) ?? "skipped");
}

/** Goes once through the stages; tells whether anything happened. */
function startReady(world: World, pipeline: Pipeline): boolean {
  const jobs = latestOfAll(pipeline);
  const earlier: Job[] = [];
  let isAnyMoved = false;
  for (const stage of pipeline.stages) {
    const ofStage = jobs.filter((job) => job.stage === stage);
    const before = compositeStatus(earlier) ?? "success";
    for (const job of ofStage) {
      const awaited = job.needs === null ? before : neededOf(jobs, job);
      if (job.status !== "created" || !completed.includes(awaited)) continue;
      startOrSkip(world, job, awaited);
      isAnyMoved = true;
    }
    earlier.push(...ofStage);
  }
  return isAnyMoved;
}

function neededOf(jobs: readonly Job[], { needs }: Job): JobStatus {
  const names = new Set(needs?.map(({ job }) => job));
  return neededStatus(jobs.filter(({ name }) => names.has(name))) ?? "success";
}

/** Jobs behind it that were skipped may run after all; they are now that person's. */
export function resetSkipped(world: World, job: Job, person: Person | null): void {
  const { pipeline } = job;
  const later = pipeline.stages.slice(pipeline.stages.indexOf(job.stage) + 1);
  const jobs = latestOfAll(pipeline);
  const dependents = dependentsOf(jobs, job.name);
  for (const other of jobs) {
    if (other.status !== "skipped" || !(later.includes(other.stage) || dependents.has(other.name))) continue;
    other.person = person;
    moveJob(world, other, "created");
  }
}

/** The names of those that need it, and of those that need them. */
function dependentsOf(jobs: readonly Job[], name: string): Set<string> {
  const found = new Set([name]);
  for (const awaited of found)
    for (const job of jobs) if (job.needs?.some((need) => need.job === awaited)) found.add(job.name);
  found.delete(name);
  return found;
}
