import type { Job } from "../core/job.ts";
import type { Around } from "./action.ts";

/** All runs of the job's name in its pipeline, oldest first; the job alone where its pipeline is unknown or gone. */
export async function runsOf({ reads, task, job }: Pick<Around, "reads" | "task" | "job">): Promise<readonly Job[]> {
  if (job.pipelineId === undefined) return [job];
  const jobs = (await reads.pipelineJobs(task.project.id, job.pipelineId)) ?? [job];
  return jobs.filter(({ name }) => name === job.name).sort((a, b) => a.id - b.id);
}
