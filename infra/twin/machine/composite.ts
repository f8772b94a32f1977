import type { Job } from "../state/graph.ts";
import type { JobStatus } from "../state/jobParts.ts";

type Counted = JobStatus | "warned" | "ignored";

// The order of the questions is the meaning. Source: gitlabhq lib/gitlab/ci/status/composite.rb (read 2026-11).

/** The status of several jobs together, as GitLab sums up a stage or a pipeline; `undefined` of none. */
export function compositeStatus(jobs: readonly Job[]): JobStatus | undefined {
  const seen = new Set(jobs.map(countedAs));
  if (seen.size === 0) return undefined;
  const only = (...words: Counted[]) => [...seen].every((status) => words.includes(status));
  const any = (...words: Counted[]) => words.some((status) => seen.has(status));
  if (only("skipped", "ignored")) return "skipped";
  if (only("success", "skipped", "warned", "ignored")) return "success";
  if (only("created", "warned", "ignored")) return "created";
  if (only("preparing", "warned", "ignored")) return "preparing";
  if (only("canceled", "success", "skipped", "warned", "ignored")) return "canceled";
  if (only("pending", "created", "skipped", "warned", "ignored")) return "pending";
  if (any("running", "pending")) return "running";
  for (const status of ["waiting_for_resource", "waiting_for_callback", "manual", "scheduled", "preparing"] as const)
    if (any(status)) return status;
  if (any("created")) return "running";
  return any("canceling") ? "canceling" : "failed";
}

/** A job that may fail does not spoil the sum, and an optional manual one does not hold it up. */
function countedAs({ status, allowFailure }: Job): Counted {
  if (!allowFailure) return status;
  if (status === "failed" || status === "canceled") return "warned";
  return status === "manual" ? "ignored" : status;
}
