import type { Job } from "../core/job.ts";
import type { Around } from "./action.ts";

/**
 * All runs of the job's name in its pipeline, oldest first; the job alone where its pipeline is unknown or gone. Of a trigger
 * job GitLab lists the newest run only, so that those before it are not told.
 */
export async function runsOf({ reads, task, job }: Pick<Around, "reads" | "task" | "job">): Promise<readonly Job[]> {
  if (job.pipelineId === undefined) return [job];
  const list = job.isBridge ? reads.bridges : reads.pipelineJobs;
  const jobs = (await list(task.project.id, job.pipelineId)) ?? [job];
  return jobs.filter(({ name }) => name === job.name).sort((a, b) => a.id - b.id);
}
