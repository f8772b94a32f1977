import type { Job, Pipeline, Project, RefStatus } from "../state/graph.ts";
import { latestJobs } from "../state/job.ts";
import type { JobStatus } from "../state/jobParts.ts";
import { tell, type World } from "../state/world.ts";

/** Brings a job into a status, with the times that go with it, and tells of it. */
export function moveJob(world: World, job: Job, status: JobStatus): void {
  if (job.status !== status) tellOf(world, job, enterStatus(world, job, status));
}

/** @param from the status that it was in */
export function tellOf(world: World, job: Job, from: string): void {
  tell(world, { kind: job.trigger ? "bridge" : "job", job, from });
}

/** As `moveJob`, but nobody is told yet; returns the status before. */
export function enterStatus(world: World, job: Job, status: JobStatus): JobStatus {
  const now = world.clock();
  const from = job.status;
  if (status === "pending") job.queuedAt = now;
  if (status === "running") job.startedAt = now;
  if (status === "success" || status === "failed" || status === "canceled") job.finishedAt = now;
  noteSchedule(world, job, status);
  job.status = status;
  return from;
}

function noteSchedule({ course: { scheduled }, clock }: World, job: Job, status: JobStatus): void {
  job.scheduledAt = status === "scheduled" ? clock() + job.delaySeconds * 1000 : null;
  if (status === "scheduled") scheduled.add(job);
  else scheduled.delete(job);
}

/** Brings a pipeline into a status; the same status again is no change. */
export function movePipeline(world: World, pipeline: Pipeline, status: JobStatus): void {
  const now = world.clock();
  const from = pipeline.status;
  if (from === status) return;
  if (status === "running") pipeline.startedAt ??= now;
  if (status === "success" || status === "failed" || status === "canceled") pipeline.finishedAt = now;
  if (pipeline.finishedAt === now || status === "manual")
    pipeline.durationSeconds = busySeconds(latestJobs(pipeline), now);
  if (status === "success" || status === "failed") noteRefStatus(pipeline.project, pipeline.ref, status);
  pipeline.status = status;
  pipeline.updatedAt = now;
  tell(world, { kind: "pipeline", pipeline, from });
}

/** Whole seconds in which at least one job ran. */
export function busySeconds(jobs: readonly Pick<Job, "startedAt" | "finishedAt">[], now: number): number {
  const spans = jobs
    .flatMap(({ startedAt, finishedAt }) => (startedAt === null ? [] : [{ from: startedAt, to: finishedAt ?? now }]))
    .sort((one, other) => one.from - other.from);
  let busyMillis = 0;
  let countedTo = 0;
  for (const { from, to } of spans) {
    busyMillis += Math.max(0, to - Math.max(from, countedTo));
    countedTo = Math.max(countedTo, to);
  }
  return Math.round(busyMillis / 1000);
}

function noteRefStatus(project: Project, ref: string, ended: "success" | "failed"): void {
  const before = project.refStatuses.get(ref) ?? "unknown";
  const wasWell = before === "success" || before === "fixed";
  const wasIll = !wasWell && before !== "unknown";
  const well: RefStatus = wasIll ? "fixed" : "success";
  const ill: RefStatus = wasIll ? "still_failing" : wasWell ? "broken" : "failed";
  project.refStatuses.set(ref, ended === "success" ? well : ill);
}
