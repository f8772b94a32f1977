import * as z from "zod";
import { defineAction } from "./action.ts";
import { canceledBy, lookAtCancel } from "./canceling.ts";

/**
 * Cancels a job, whatever it waits for. GitLab's pages offer it for what gets on; its API takes manual and delayed jobs too.
 * Source: docs.gitlab.com/api/jobs, "Cancel a job", and `event :cancel` in gitlabhq app/models/commit_status.rb (read 2026-11).
 */
export const cancel = defineAction({
  name: "cancel",
  verb: "cancel",
  help: "Cancel a job.",
  params: z.strictObject({}),
  triggers: ["job", "pipeline", "command"],
  mustNameStatus: true,
  defaultLimit: { perJob: 2 },
  startsFrom: [
    "created",
    "manual",
    "scheduled",
    "pending",
    "running",
    "waiting_for_resource",
    "preparing",
    "waiting_for_callback",
  ],

  look: (around) => lookAtCancel(around, cancel.startsFrom),
  content: () => ({ content: {} }),
  call: (writes, projectId, jobId) => writes.cancel(projectId, jobId),
  accepted: (reply, job) => canceledBy(reply, job),
});
