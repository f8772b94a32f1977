import { isEnded, type JobStatus } from "../core/job.ts";
import { type Instant, millis } from "../core/time.ts";

interface Times {
  readonly status: JobStatus;
  readonly startedAt: Instant | null | undefined;
  readonly finishedAt: Instant | null | undefined;
  /** While a job is pending, GitLab counts it up to the moment when it speaks. */
  readonly queuedSeconds: number | null | undefined;
}

/**
 * When a job's present status began. A pending job's creation says nothing: later stages are created with the pipeline.
 *
 * @param spokenAt when GitLab said all this
 * @returns `undefined` where GitLab does not tell
 */
export function statusSince(times: Times, spokenAt: Instant): Instant | undefined {
  const { status, startedAt, finishedAt, queuedSeconds } = times;
  if (status === "pending") return typeof queuedSeconds === "number" ? spokenAt - millis(queuedSeconds) : undefined;
  if (status === "running") return startedAt ?? undefined;
  return isEnded(status) ? (finishedAt ?? undefined) : undefined;
}
