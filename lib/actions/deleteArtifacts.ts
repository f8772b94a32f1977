import * as z from "zod";
import { erasableFiles } from "../core/job.ts";
import { defineAction, jobText } from "./action.ts";
import { secondsOf, span } from "./params.ts";
import { recounted } from "./recounted.ts";
import { whyNotTag, whySpared } from "./spared.ts";

const week = 7 * 86_400;

/**
 * Deletes a job's expired artifacts (never its log). GitLab itself would delete anything at any time, kept or locked, so
 * every guard is ours, and any doubt skips.
 * Source: docs.gitlab.com/api/job_artifacts, "Delete job artifacts", and lib/api/ci/job_artifacts.rb (read 2026-11).
 */
export const deleteArtifacts = defineAction({
  name: "deleteArtifacts",
  verb: "deleteArtifacts",
  help: "Delete expired artifacts, after a quarantine.",
  params: z.strictObject({ quarantine: span.optional(), includeTags: z.boolean().optional() }),
  triggers: ["schedule", "command"],
  defaultLimit: { perProjectPerHour: 50 },
  startsFrom: ["success", "failed", "canceled", "skipped"],
  destroys: true,

  delaySeconds: ({ quarantine }) => secondsOf(quarantine, week),

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

  whyNot: (params, { isPlainTag = false }) => whyNotTag(params, isPlainTag),
  content: () => ({ content: {} }),
  call: (writes, projectId, jobId) => writes.deleteArtifacts(projectId, jobId),
  accepted: (_reply, job) => ({ kind: "done", reason: `the artifacts of ${jobText(job)} are deleted` }),
  rejected: recounted,

  remedy: "Deleting artifacts needs the Maintainer role.",
});
