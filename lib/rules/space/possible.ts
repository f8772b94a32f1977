import type { Facts } from "../../core/event.ts";
import type { Instant } from "../../core/time.ts";

/**
 * Whether GitLab could tell this of a job: moments follow each other, nobody's merge request runs on a tag, and there is no
 * number that is none. What this leaves open is left open.
 * Source: gitlabhq app/models/ci/pipeline.rb, where pipelines of merge requests have no tag (read 2026-11).
 */
export function isPossible({ job, pipeline, looked }: Facts, now: Instant): boolean {
  const times = [job.createdAt, job.startedAt, job.finishedAt].filter((at) => typeof at === "number");
  const isInOrder = [...times, now].every((at, position) => position === 0 || (times[position - 1] ?? at) <= at);
  const request = looked?.pipeline?.mergeRequest ?? pipeline?.mergeRequest;
  if (!isInOrder || (job.tag === true && request)) return false;
  // GitLab lists no earlier runs of trigger jobs.
  return looked?.attempt === undefined || job.isBridge !== true;
}
