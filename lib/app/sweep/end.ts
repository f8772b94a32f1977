import type { Coverage } from "../../core/coverage.ts";
import { GitLabError } from "../../core/errors.ts";
import type { GitLab } from "../../core/gitlab.ts";
import type { Spot } from "./spot.ts";

/**
 * Looks whether a list that ends sooner than the last time is at its end: then the oldest job of that time is gone. One
 * request, and only where GitLab has removed jobs since, or gives less than there is.
 *
 * @throws GitLabError `oddAnswer` where that job is still there
 */
export async function refuseEarlyEnd(
  project: number,
  { spot, coverage, gitlab }: { readonly spot: Spot; readonly coverage: Coverage; readonly gitlab: GitLab },
): Promise<void> {
  const before = coverage.last?.toId;
  const { toId } = spot.running;
  if (before === undefined || (toId !== undefined && toId <= before)) return;
  if (!(await gitlab.reads.job(project, before))) return;
  const where = toId === undefined ? "is empty" : `ends at job ${toId}`;
  throw new GitLabError("oddAnswer", `the list of a project's jobs ${where}, though job ${before} is still there`, {
    advice: "It is asked again from there; if it stays so, look at GitLab or at what stands between",
  });
}
