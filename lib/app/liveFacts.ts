import type { Facts } from "../core/event.ts";
import type { GitLabReads } from "../core/gitlab.ts";
import type { Job } from "../core/job.ts";
import type { Task } from "../core/task.ts";

/**
 * A task's job as it is, under the project's path as it is; `undefined` where it is gone or hidden.
 *
 * @throws GitLabError when GitLab cannot be asked
 */
export async function liveFacts(held: Task, jobId: number, reads: GitLabReads): Promise<Facts | undefined> {
  const [job, project] = await Promise.all([liveJob(held, jobId, reads), reads.project(held.project.id)]);
  // What a list of projects does not tell would make a job that was found another than the same job that is looked at.
  return job && { project: project ? { id: project.id, path: project.path } : { id: held.project.id }, job };
}

/** The job as it is. Where it deploys to is what the event told, since the API of jobs does not. */
export async function liveJob(
  { project, about }: Pick<Task, "project" | "about">,
  jobId: number,
  reads: GitLabReads,
): Promise<Job | undefined> {
  if (about?.isBridge) return await liveBridge({ project: project.id, jobId, about }, reads);
  const job = await reads.job(project.id, jobId);
  if (!job) return undefined;
  const { environment = about?.environment, deploymentId = about?.deploymentId } = job;
  return {
    ...job,
    ...(environment !== undefined && { environment }),
    ...(deploymentId !== undefined && { deploymentId }),
  };
}

/** GitLab shows a trigger job only in its pipeline's list, and none that has been run again: of that the newer run tells. */
async function liveBridge(
  { project, jobId, about }: { project: number; jobId: number; about: NonNullable<Task["about"]> },
  reads: GitLabReads,
): Promise<Job | undefined> {
  const { name, pipelineId } = about;
  const bridges = pipelineId === undefined ? undefined : await reads.bridges(project, pipelineId);
  const bridge = bridges?.find(({ id }) => id === jobId);
  if (bridge || name === undefined) return bridge;
  const newer = bridges?.find((one) => one.name === name && one.id > jobId);
  if (!newer) return undefined;
  return { id: jobId, name, status: "other", ...(pipelineId !== undefined && { pipelineId }), isBridge: true };
}
