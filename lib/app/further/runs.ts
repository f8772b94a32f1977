import type { Facts } from "../../core/event.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import type { Job } from "../../core/job.ts";
import type { Looked } from "../../core/looked.ts";

/** Which run of its name it is, in its pipeline. GitLab lists no earlier runs of trigger jobs. */
export async function lookAtAttempt({ project, job }: Facts, reads: GitLabReads): Promise<Looked> {
  if (job.pipelineId === undefined || job.isBridge) return {};
  const runs = await reads.pipelineJobs(project.id, job.pipelineId);
  return runs ? { attempt: runs.filter(({ id, name }) => name === job.name && id < job.id).length + 1 } : {};
}

/** The newest run of each job of its pipeline; not known where GitLab is too old to list trigger jobs (13.1). */
export async function lookAtSiblings({ project, job }: Facts, reads: GitLabReads): Promise<Looked> {
  const { pipelineId } = job;
  if (pipelineId === undefined) return {};
  const runs = await reads.pipelineJobs(project.id, pipelineId);
  const bridges = runs && (await reads.bridges(project.id, pipelineId));
  return bridges ? { siblings: newestOfEach([...runs, ...bridges]) } : {};
}

function newestOfEach(runs: readonly Job[]): Job[] {
  const newest = new Map<string, Job>();
  for (const run of runs) if (run.id > (newest.get(run.name)?.id ?? 0)) newest.set(run.name, run);
  return [...newest.values()];
}
