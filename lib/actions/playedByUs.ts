import type { Around } from "./action.ts";
import { isOurPipeline } from "./ourPipeline.ts";

/**
 * Whether it was we who played a job that is manual no more: it is in our name. A gate of a pipeline that we began is so
 * before anybody plays it, so one that was skipped, or canceled before it ran, is not believed there.
 */
export async function isPlayedByUs(around: Pick<Around, "reads" | "task" | "job">): Promise<boolean> {
  const { job, reads } = around;
  if (job.status === "skipped" || job.userId !== (await reads.me()).id) return false;
  if (job.status !== "canceled" || typeof job.startedAt === "number") return true;
  return !(await isOurPipeline(around, job.userId));
}
