import * as z from "zod";
import { defineAction, jobText } from "./action.ts";

/**
 * Takes the expiry off a job's artifacts, so that they stay. GitLab refuses once they have expired, so this is done when
 * the job ends, not when the release is made.
 * Source: docs.gitlab.com/api/job_artifacts, "Keep job artifacts", and app/models/ci/build.rb (read 2026-11).
 */
export const keep = defineAction({
  name: "keep",
  verb: "keep",
  help: "Keep a job's artifacts for good.",
  params: z.strictObject({}),
  triggers: ["job", "pipeline", "schedule", "command"],
  defaultLimit: {},
  startsFrom: ["success", "failed", "canceled"],

  async look({ job }) {
    const archive = job.artifacts?.files.some(({ type }) => type === "archive");
    if (job.artifacts && archive && job.artifacts.expireAt === null)
      return {
        earlier: "ours",
        stop: { kind: "skipped", reason: `the artifacts of ${jobText(job)} are kept already` },
      };
    if (!archive)
      return {
        earlier: "notDone",
        stop: { kind: "refused", reason: `${jobText(job)} has no artifacts archive to keep, or it has expired` },
      };
    if (job.archived)
      return {
        earlier: "notDone",
        stop: { kind: "refused", reason: `${jobText(job)} is archived: GitLab keeps none of those` },
      };
    return { earlier: "notDone" };
  },

  content: () => ({ content: {} }),
  call: (writes, projectId, jobId) => writes.keep(projectId, jobId),

  accepted(reply, job) {
    if (reply.job && reply.job.artifacts?.expireAt === null)
      return { kind: "done", reason: `the artifacts of ${jobText(job)} are kept` };
    return { kind: "unknown", reason: `GitLab accepted the keep of ${jobText(job)}, but an expiry still shows` };
  },

  rejected(reply, job) {
    if (reply.status !== 404) return undefined;
    return {
      kind: "refused",
      reason: `GitLab keeps nothing of ${jobText(job)}: its archive has expired or it has none. Keep earlier, or lengthen expire_in.`,
    };
  },

  remedy:
    "For a protected tag the bot must be among those who are allowed to create it (Settings > Repository > Protected tags).",
});
