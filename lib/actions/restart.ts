import * as z from "zod";
import { isEnded } from "../core/job.ts";
import { defineAction, jobText } from "./action.ts";
import { isOurPipeline } from "./ourPipeline.ts";
import { runsOf } from "./runs.ts";

/**
 * Gives a job that is stuck a fresh start: cancel, then retry, because GitLab cannot retry a pending job.
 * This is the first half; recording it done plans the retry.
 * Source: docs.gitlab.com/api/jobs, "Cancel a job": 201 even if nothing was canceled, so the status is what counts
 * (app/services/ci/build_cancel_service.rb, read 2026-11).
 */
export const restart = defineAction({
  name: "restart",
  verb: "cancel",
  andThen: "retry",
  help: "Cancel a job that does not get on, then retry it.",
  params: z.strictObject({}),
  triggers: ["job", "pipeline"],
  mustNameStatus: true,
  defaultLimit: { perJob: 2 },
  startsFrom: ["pending", "running", "waiting_for_resource", "preparing", "waiting_for_callback"],

  async look({ reads, task, job }) {
    const runs = await runsOf({ reads, task, job });
    const earlierRuns = runs.filter(({ id }) => id < job.id).length;
    const canceled = job.status === "canceled" || job.status === "canceling";
    if (restart.startsFrom.includes(job.status)) {
      const isOurs = await isOurPipeline({ reads, task, job }, runs[0]?.userId);
      return { earlier: "notDone", earlierRuns, ...(isOurs && { isOurPipeline: true }) };
    }
    const earlier = canceled ? "ours" : isEnded(job.status) ? "others" : "notDone";
    return { earlier, earlierRuns, stop: { kind: "skipped", reason: `${jobText(job)} is ${job.status}` } };
  },

  content: () => ({ content: {} }),
  call: (writes, projectId, jobId) => writes.cancel(projectId, jobId),

  accepted(reply, job) {
    const status = reply.job?.status;
    if (status === "canceled" || status === "canceling")
      return { kind: "done", reason: `${jobText(job)} is ${status}; its retry follows` };
    if (status === undefined || status === "other")
      return { kind: "unknown", reason: `GitLab accepted the cancel of ${jobText(job)} without saying what it is now` };
    return { kind: "skipped", reason: `GitLab canceled nothing: ${jobText(job)} is ${status}` };
  },
});
