import { GitLabError } from "../core/errors.ts";
import type { JobStatus } from "../core/job.ts";

/** What every GitLab with API v4 can be asked for. Source: docs.gitlab.com/api/jobs as of 2017 (read 2026-11). */
const oldStatuses: readonly JobStatus[] = [
  "created",
  "pending",
  "running",
  "failed",
  "success",
  "canceled",
  "skipped",
  "manual",
];

/**
 * Looks for jobs in some statuses.
 *
 * @throws GitLabError as the look, with other words when this GitLab does not know one of the statuses
 */
export async function inStatuses<T>(statuses: readonly JobStatus[] = [], look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof GitLabError) || error.status !== 400 || !/ scope .*valid value/i.test(error.message))
      throw error;
    const newer = statuses.filter((status) => !oldStatuses.includes(status));
    const unknown = (newer.length > 0 ? newer : statuses).join(", ");
    throw new GitLabError(error.code, `${error.message}: this GitLab does not know every one of ${unknown}`, {
      advice: "ask for other statuses, or for all; a newer GitLab knows more of them",
      status: 400,
      cause: error,
    });
  }
}
