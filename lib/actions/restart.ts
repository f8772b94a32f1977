import * as z from "zod";
import { defineAction } from "./action.ts";
import { canceledBy, lookAtCancel } from "./canceling.ts";

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
  triggers: ["job", "pipeline", "command"],
  mustNameStatus: true,
  defaultLimit: { perJob: 2 },
  defaultOutage: { perProject: 20, withinSeconds: 600 },
  startsFrom: ["pending", "running", "waiting_for_resource", "preparing", "waiting_for_callback"],

  look: (around) => lookAtCancel(around, restart.startsFrom),
  content: () => ({ content: {} }),
  call: (writes, projectId, jobId) => writes.cancel(projectId, jobId),
  accepted: (reply, job) => canceledBy(reply, job, "; its retry follows"),
});
