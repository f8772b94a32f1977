import * as z from "zod";
import { erasableFiles, isEnded, type Job } from "../core/job.ts";
import type { GitLabReads } from "../core/ports.ts";
import type { Instant } from "../core/time.ts";
import { defineAction, jobText } from "./action.ts";
import { secondsOf, span } from "./params.ts";

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
  params: z.strictObject({ quarantine: span.optional() }),
  triggers: ["schedule"],
  defaultLimit: { perProjectPerHour: 50 },
  startsFrom: ["success", "failed", "canceled", "skipped"],
  destroys: true,

  delaySeconds: ({ quarantine }) => secondsOf(quarantine, week),

  async look({ reads, task, job, now }) {
    const files = erasableFiles(job);
    if (files?.length === 0)
      return { earlier: "ours", stop: { kind: "skipped", reason: `${jobText(job)} has no artifacts any more` } };
    const doubt =
      (files ? whySpared(job, now) : "it is not known what there is") ??
      (await whySparedByRef(reads, task.project.id, job));
    if (!doubt) return { earlier: "notDone" };
    return {
      earlier: "notDone",
      stop: { kind: "skipped", reason: `the artifacts of ${jobText(job)} are spared: ${doubt}` },
    };
  },

  content: () => ({ content: {} }),
  call: (writes, projectId, jobId) => writes.deleteArtifacts(projectId, jobId),
  accepted: (_reply, job) => ({ kind: "done", reason: `the artifacts of ${jobText(job)} are deleted` }),

  rejected(reply, job, now) {
    if (reply.status !== 409) return undefined;
    const reason = `GitLab recounts the project of ${jobText(job)}; no deletes meanwhile`;
    return { kind: "again", at: now + 3_600_000, why: "setback", reason };
  },

  remedy: "Deleting artifacts needs the Maintainer role.",
});

function whySpared(job: Job, now: Instant): string | undefined {
  const expireAt = job.artifacts?.expireAt;
  if (!isEnded(job.status)) return `the job is ${job.status}`;
  if (job.tag !== false) return "they belong to a tag, or it is not known that they do not";
  if (typeof expireAt !== "number") return "they have no expiry date: somebody keeps them";
  if (expireAt >= now) return "they have not expired";
  if (typeof job.erasedAt === "number") return "the job is erased already";
  if (job.archived) return "the job is archived";
  return undefined;
}

/** Spares the newest successful pipeline of a ref, which GitLab keeps on purpose, and protected branches. */
async function whySparedByRef(reads: GitLabReads, projectId: number, job: Job): Promise<string | undefined> {
  if (job.ref === undefined || job.pipelineId === undefined) return "its ref or its pipeline is not known";
  const newest = await reads.newestSuccess(projectId, job.ref);
  if (newest?.id === job.pipelineId) return `they are of the newest successful pipeline of ${job.ref}`;
  if (await reads.branchIsProtected(projectId, job.ref)) return `the branch ${job.ref} is protected`;
  return undefined;
}
