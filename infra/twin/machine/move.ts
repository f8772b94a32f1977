import type { Job, Pipeline, Project, RefStatus } from "../state/graph.ts";
import { latestJobs } from "../state/job.ts";
import type { JobStatus } from "../state/jobParts.ts";
import { tell, type World } from "../state/world.ts";

/** Brings a job into a status, with the times that go with it. */
export function moveJob(world: World, job: Job, status: JobStatus): void {
  const now = world.clock();
  const from = job.status;
  if (from === status) return;
  if (status === "pending") job.queuedAt = now;
  if (status === "running") job.startedAt = now;
  if (status === "success" || status === "failed" || status === "canceled") job.finishedAt = now;
  job.status = status;
  tell(world, { kind: "job", job, from });
}

/** Brings a pipeline into a status; the same status again is no change. */
export function movePipeline(world: World, pipeline: Pipeline, status: JobStatus): void {
  const now = world.clock();
  const from = pipeline.status;
  if (from === status) return;
  if (status === "running") pipeline.startedAt ??= now;
  if (status === "success" || status === "failed" || status === "canceled") pipeline.finishedAt = now;
  if (pipeline.finishedAt === now || status === "manual") pipeline.durationSeconds = busySeconds(pipeline, now);
  if (status === "success" || status === "failed") noteRefStatus(pipeline.project, pipeline.ref, status);
  pipeline.status = status;
  pipeline.updatedAt = now;
  tell(world, { kind: "pipeline", pipeline, from });
}

/** Whole seconds in which at least one job ran. */
function busySeconds(pipeline: Pipeline, now: number): number {
  const spans = latestJobs(pipeline)
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
