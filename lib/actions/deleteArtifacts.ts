import { erasableFiles } from "../core/job.ts";
import { defineAction, jobText } from "./action.ts";
import { deletion } from "./deletion.ts";
import { whySpared } from "./spared.ts";

/**
 * Deletes a job's expired artifacts (never its log). GitLab itself would delete anything at any time, kept or locked, so
 * every guard is ours, and any doubt skips.
 * Source: docs.gitlab.com/api/job_artifacts, "Delete job artifacts", and lib/api/ci/job_artifacts.rb (read 2026-11).
 */
export const deleteArtifacts = defineAction({
  name: "deleteArtifacts",
  verb: "deleteArtifacts",
  help: "Delete expired artifacts, after a quarantine.",
  ...deletion,

  async look(around) {
    const { job } = around;
    const files = erasableFiles(job);
    if (files?.length === 0)
      return { earlier: "ours", stop: { kind: "skipped", reason: `${jobText(job)} has no artifacts any more` } };
    const spared = files ? await whySpared(around) : { why: "it is not known what there is" };
    if ("isPlainTag" in spared) return { earlier: "notDone", ...(spared.isPlainTag && { isPlainTag: true }) };
    const reason = `the artifacts of ${jobText(job)} are spared: ${spared.why}`;
    return { earlier: "notDone", stop: { kind: "skipped", reason } };
  },

  call: (writes, projectId, jobId) => writes.deleteArtifacts(projectId, jobId),
  accepted: (_reply, job) => ({ kind: "done", reason: `the artifacts of ${jobText(job)} are deleted` }),

  remedy: "Deleting artifacts needs the Maintainer role.",
});
