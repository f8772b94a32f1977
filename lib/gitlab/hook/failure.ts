import type { JobStatus } from "../../core/job.ts";

/**
 * Why a job failed, as far as a hook can be believed: `null` for a job that did not fail, of which hooks say anything. They
 * also say `unknown_failure` when the reason was not written yet: then it is unknown, and a look must ask.
 */
export function failureReasonOf(status: JobStatus, told: string | undefined): string | null | undefined {
  if (status !== "failed") return null;
  return told === "unknown_failure" ? undefined : told;
}
