import type { Instant } from "../../../lib/core/time.ts";
import type { Job, Pipeline } from "./graph.ts";
import type { JobFile } from "./jobParts.ts";

/** The newest run of each job. */
export function latestJobs(pipeline: Pipeline): Job[] {
  return pipeline.jobs.filter(({ isRetried }) => !isRetried);
}

/** As `latestJobs`, with bridges: all that a stage waits for. */
export function latestOfAll({ jobs, bridges }: Pipeline): Job[] {
  const latest = [...jobs, ...bridges].filter(({ isRetried }) => !isRetried);
  return latest.sort((one, other) => one.id - other.id);
}

/** The archive, if there is one and it is not past its end: what GitLab calls `artifacts?`. */
export function liveArchive(job: Job, now: Instant): JobFile | undefined {
  if (job.artifactsExpireAt !== null && job.artifactsExpireAt <= now) return undefined;
  return job.files.find(({ type }) => type === "archive");
}

/** Seconds that it ran, until now while it does; `null` before. */
export function runSeconds(job: Job, now: Instant): number | null {
  return job.startedAt === null ? null : ((job.finishedAt ?? now) - job.startedAt) / 1000;
}

/** Seconds that it waited for a runner, until now while it does; `null` before. */
export function queuedSeconds(job: Job, now: Instant): number | null {
  return job.queuedAt === null ? null : ((job.startedAt ?? job.finishedAt ?? now) - job.queuedAt) / 1000;
}
