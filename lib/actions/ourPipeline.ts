import type { Around } from "./action.ts";

/**
 * Whether we ourselves began the job's pipeline: a job that we ran called the trigger API in our name. Only a pipeline whose
 * first run is in our name is asked about, so that others cost nothing; of one that cannot be known it is assumed.
 *
 * @param firstUserId who ran the job first in this pipeline
 */
export async function isOurPipeline(
  { reads, task, job }: Pick<Around, "reads" | "task" | "job">,
  firstUserId: number | null | undefined,
): Promise<boolean> {
  if (typeof firstUserId !== "number" || job.pipelineId === undefined) return false;
  const us = (await reads.me()).id;
  if (firstUserId !== us) return false;
  const begunBy = (await reads.pipeline(task.project.id, job.pipelineId))?.userId;
  return begunBy === undefined || begunBy === us;
}
