import type { Facts } from "../../core/event.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import type { Looked } from "../../core/looked.ts";

// How the job's pipeline stands to the others of its ref. A branch and a tag of one name are not told apart.

export async function lookAtNewest({ project, job }: Facts, reads: GitLabReads): Promise<Looked> {
  const { ref, pipelineId } = job;
  if (ref === undefined || pipelineId === undefined) return {};
  const newest = await reads.newestPipeline(project.id, ref);
  return { isNewest: newest === undefined || newest.id <= pipelineId };
}

export async function lookAtSuperseded(facts: Facts, reads: GitLabReads): Promise<Looked> {
  const { pipelineId } = facts.job;
  const newest = await newestSuccess(facts, reads);
  if (!newest || pipelineId === undefined) return {};
  return { isSuperseded: newest.id !== undefined && newest.id > pipelineId };
}

/**
 * No list of successes holds child pipelines: one that succeeded and is newer than all that is listed may be a child of the
 * newest, and it is not known whether GitLab counts it as such.
 */
export async function lookAtLatest(facts: Facts, reads: GitLabReads): Promise<Looked> {
  const { pipelineId, pipelineStatus } = facts.job;
  const newest = await newestSuccess(facts, reads);
  if (!newest || pipelineId === undefined) return {};
  if (newest.id === pipelineId) return { isLatest: true };
  if (newest.id !== undefined && newest.id > pipelineId) return { isLatest: false };
  return pipelineStatus === undefined || pipelineStatus === "success" ? {} : { isLatest: false };
}

async function newestSuccess({ project, job }: Facts, reads: GitLabReads): Promise<{ id?: number } | undefined> {
  return job.ref === undefined ? undefined : ((await reads.newestSuccess(project.id, job.ref)) ?? {});
}
