import { defineAction, jobText } from "./action.ts";
import { deletion } from "./deletion.ts";
import { recounted } from "./recounted.ts";
import { whySpared } from "./spared.ts";

/**
 * Deletes a job's expired artifacts and its log. As with `deleteArtifacts`, every guard is ours, and any doubt skips.
 * Source: docs.gitlab.com/api/jobs, "Erase a job", and gitlabhq app/models/ci/build.rb, erasable? (read 2026-11).
 */
export const erase = defineAction({
  name: "erase",
  verb: "erase",
  help: "Delete expired artifacts and the log, after a quarantine.",
  ...deletion,

  async look(around) {
    const { job } = around;
    if (typeof job.erasedAt === "number")
      return { earlier: "ours", stop: { kind: "skipped", reason: `${jobText(job)} is erased already` } };
    const spared = job.artifacts
      ? await whySpared(around)
      : { why: "there is nothing, or it is not known what there is" };
    if ("isPlainTag" in spared) return { earlier: "notDone", ...(spared.isPlainTag && { isPlainTag: true }) };
    const reason = `${jobText(job)} is not erased, its files are spared: ${spared.why}`;
    return { earlier: "notDone", stop: { kind: "skipped", reason } };
  },

  call: (writes, projectId, jobId) => writes.erase(projectId, jobId),

  accepted(reply, job) {
    if (typeof reply.job?.erasedAt === "number") return { kind: "done", reason: `${jobText(job)} is erased` };
    return { kind: "unknown", reason: `GitLab accepted the erase of ${jobText(job)}, but it does not show as erased` };
  },

  rejected(reply, job, now) {
    if (reply.status === 403 && /not erasable/i.test(reply.message))
      return { kind: "again", at: now, why: "setback", reason: `GitLab says that ${jobText(job)} cannot be erased` };
    return recounted(reply, job, now);
  },

  remedy: "Erasing jobs needs the Maintainer role.",
});
