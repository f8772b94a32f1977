import { isEnded, type Job } from "../core/job.ts";
import type { Instant } from "../core/time.ts";

/** Source: docs.gitlab.com/api/pipelines, `status` (read 2026-11); one that waits for a person's click has come to rest. */
const unfinished = new Set([
  "created",
  "waiting_for_resource",
  "preparing",
  "waiting_for_callback",
  "pending",
  "running",
  "canceling",
  "scheduled",
]);

/**
 * Why a job's files must not be deleted, by the job alone, as a list or a look shows it; `undefined`: nothing of it spares
 * them. Pure: a hundred jobs of one answer are asked without a request.
 *
 * @param meansTags whether a rule says that it means tags as well
 */
export function whySparedByJob(job: Job, { now, meansTags }: { now: Instant; meansTags: boolean }): string | undefined {
  const { artifacts, erasedAt, pipelineStatus } = job;
  if (artifacts === undefined) return "it is not known what there is, or when it expires";
  if (job.tag !== false && !(job.tag === true && meansTags))
    return "they belong to a tag, or it is not known that they do not";
  if (!isEnded(job.status)) return `the job is ${job.status}`;
  if (job.ref === undefined || job.pipelineId === undefined) return "its ref or its pipeline is not known";
  const expireAt = artifacts?.expireAt;
  if (typeof expireAt !== "number" || !Number.isFinite(expireAt))
    return "they have no expiry date: somebody keeps them";
  if (expireAt >= now) return "they have not expired";
  if (typeof erasedAt === "number") return "the job is erased already";
  if (job.archived) return "the job is archived";
  if (pipelineStatus !== undefined && unfinished.has(pipelineStatus))
    return `their pipeline is ${pipelineStatus}: its jobs may need them`;
  return undefined;
}
