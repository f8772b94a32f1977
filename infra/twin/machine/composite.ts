import type { Job } from "../state/graph.ts";
import type { JobStatus } from "../state/jobParts.ts";

// Source of what the sums are: gitlabhq lib/gitlab/ci/status/composite.rb (read 2026-11).

type Summed = Pick<Job, "status" | "allowFailure">;

export const completed: readonly JobStatus[] = ["success", "failed", "canceled", "skipped"];

/** While nothing waits for a runner or runs, the first of these that is there says what the others wait for. */
const holds: readonly JobStatus[] = [
  "waiting_for_resource",
  "waiting_for_callback",
  "manual",
  "scheduled",
  "preparing",
];

/** The status of several jobs together, as GitLab sums up a stage or a pipeline; `undefined` of none. */
export function compositeStatus(jobs: readonly Summed[]): JobStatus | undefined {
  if (jobs.length === 0) return undefined;
  const seen = new Set(jobs.filter(counts).map(({ status }) => status));
  if ([...seen].every((status) => completed.includes(status))) return endOf(seen, jobs.some(isForgiven));
  const [only] = seen;
  return seen.size === 1 ? only : courseOf(seen);
}

/** Of jobs that are all over, or count for nothing. */
function endOf(seen: ReadonlySet<JobStatus>, isAnyForgiven: boolean): JobStatus {
  if (seen.has("failed")) return "failed";
  if (seen.has("canceled")) return "canceled";
  return seen.has("success") || isAnyForgiven ? "success" : "skipped";
}

/** Of jobs of which some go on. */
function courseOf(seen: ReadonlySet<JobStatus>): JobStatus {
  if (seen.has("running")) return "running";
  if ([...seen].every((status) => status === "pending" || status === "created" || status === "skipped"))
    return "pending";
  if (seen.has("pending")) return "running";
  const held = holds.find((status) => seen.has(status));
  if (held) return held;
  return seen.has("created") ? "running" : "canceling";
}

/**
 * As `compositeStatus`, of those that a job needs: one that does not run, or that waits for a person though nobody
 * waits for it, lets the job be skipped at once.
 */
export function neededStatus(jobs: readonly Summed[]): JobStatus | undefined {
  return jobs.some((job) => job.status === "skipped" || isOptional(job)) ? "skipped" : compositeStatus(jobs);
}

function counts(job: Summed): boolean {
  return !isForgiven(job) && !isOptional(job);
}

/** May fail, and did: no more than a warning. */
function isForgiven({ status, allowFailure }: Summed): boolean {
  return allowFailure && (status === "failed" || status === "canceled");
}

/** A gate that holds nothing up. */
function isOptional({ status, allowFailure }: Summed): boolean {
  return allowFailure && status === "manual";
}
