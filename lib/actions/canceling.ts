import { isEnded, type Job, type JobStatus } from "../core/job.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Reply } from "../core/ports.ts";
import { type Around, jobText, type Sight } from "./action.ts";
import { isOurPipeline } from "./ourPipeline.ts";
import { runsOf } from "./runs.ts";

// A cancel alone and the first half of a restart are one task, and look at the job in one way.

/** What a look says about canceling a job that is in one of those states. */
export async function lookAtCancel({ reads, task, job }: Around, from: readonly JobStatus[]): Promise<Sight> {
  if (job.isBridge) return { earlier: "notDone", stop: bridgeStop(job) };
  const runs = await runsOf({ reads, task, job });
  const earlierRuns = runs.filter(({ id }) => id < job.id).length;
  const canceled = job.status === "canceled" || job.status === "canceling";
  if (from.includes(job.status)) {
    const isOurs = await isOurPipeline({ reads, task, job }, runs[0]?.userId);
    return { earlier: "notDone", earlierRuns, ...(isOurs && { isOurPipeline: true }) };
  }
  const earlier = canceled ? "ours" : isEnded(job.status) ? "others" : "notDone";
  return { earlier, earlierRuns, stop: { kind: "skipped", reason: `${jobText(job)} is ${job.status}` } };
}

/** Source: gitlabhq lib/api/ci/jobs.rb, where `cancel` finds builds alone (read 2026-11). */
function bridgeStop(job: Job): Outcome {
  const reason = `${jobText(job)} is a trigger job, which GitLab's API cannot cancel: cancel the pipeline that it began`;
  return { kind: "refused", reason };
}

/** What an accepted cancel means: 201 even if nothing was canceled, so the status is what counts. */
export function canceledBy(reply: Reply & { kind: "accepted" }, job: Job, follows = ""): Outcome {
  const status = reply.job?.status;
  if (status === "canceled" || status === "canceling")
    return { kind: "done", reason: `${jobText(job)} is ${status}${follows}` };
  if (status === undefined || status === "other")
    return { kind: "unknown", reason: `GitLab accepted the cancel of ${jobText(job)} without saying what it is now` };
  return { kind: "skipped", reason: `GitLab canceled nothing: ${jobText(job)} is ${status}` };
}
