import type { Facts } from "../../core/event.ts";
import type { GitLabReads } from "../../core/gitlab.ts";

/** Who wrote what a job would run, and who began it: by GitLab's numbers; or why that cannot be learnt. */
export type Authors = { readonly userIds: readonly number[] } | { readonly unknown: string };

const advice = "set `notAuthor: false` where authors may approve";

/**
 * The pipeline's owner, whoever runs the job, the commit's author as a GitLab user, and of a merge request's pipeline who
 * opened the merge request. A commit whose author is no GitLab user has none. Of several commits only the pipeline's own is
 * asked for.
 *
 * @throws GitLabError when GitLab cannot be asked
 */
export async function authorsOf({ project, job }: Facts, reads: GitLabReads): Promise<Authors> {
  const { pipelineId, ref, userId } = job;
  const pipeline = pipelineId === undefined ? undefined : await reads.pipeline(project.id, pipelineId);
  if (!pipeline) return { unknown: "its pipeline cannot be seen" };
  if (pipeline.userId === undefined || userId === undefined) return { unknown: "GitLab does not tell who began it" };
  const path = project.path ?? (await reads.project(project.id))?.path;
  const author = path === undefined ? undefined : await reads.commitAuthor(path, pipeline.id);
  if (author === undefined)
    return { unknown: `this GitLab (before 14.5), or this token, does not show the commit's author; ${advice}` };
  const opener = await openerOf(ref, project.id, reads);
  if (typeof opener === "object") return opener;
  return { userIds: [userId, pipeline.userId, author, opener].filter((id) => typeof id === "number") };
}

/** Whoever opened the merge request that a ref is of; nobody where it is of none. */
async function openerOf(ref: string | undefined, projectId: number, reads: GitLabReads) {
  if (ref === undefined) return { unknown: "GitLab does not tell which branch or tag the job runs for" };
  const iid = /^refs\/merge-requests\/(\d+)\//.exec(ref)?.[1];
  if (iid === undefined) return undefined;
  const opener = await reads.mergeRequestAuthor(projectId, Number(iid));
  return opener ?? { unknown: `who opened !${iid} cannot be seen; ${advice}` };
}
