import * as z from "zod";
import type { Job } from "../core/job.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Instant } from "../core/time.ts";
import { defineAction, jobText } from "./action.ts";
import { InputTemplates, inputAdvice, inputsOf } from "./inputs.ts";
import { isOurPipeline } from "./ourPipeline.ts";
import { secondsOf, span } from "./params.ts";
import { runsOf } from "./runs.ts";

/** Ten years, as for any span: a hook may tell of any number of earlier runs. */
const longestSeconds = 315_360_000;

/**
 * Runs a failed job again, as a new job with a new id.
 * Source: docs.gitlab.com/api/jobs, "Retry a job", and app/models/ci/processable.rb, retryable? (read 2026-11).
 */
export const retry = defineAction({
  name: "retry",
  verb: "retry",
  help: "Run a failed job again.",
  params: z.strictObject({
    after: span.optional(),
    backoff: z.number().min(1).max(10).optional(),
    most: span.optional(),
    inputs: InputTemplates.optional(),
  }),
  triggers: ["job", "pipeline", "command"],
  mustNameStatus: true,
  defaultLimit: { perJob: 2 },
  defaultOutage: { perProject: 20, withinSeconds: 600 },
  startsFrom: ["failed", "success", "canceled"],

  delaySeconds({ after, backoff, most }, earlierRuns) {
    const grown = secondsOf(after, 0) * Number(backoff ?? 1) ** Math.min(earlierRuns, 20);
    return Math.min(grown, secondsOf(most, longestSeconds));
  },

  async look({ reads, task, job, now }) {
    const runs = await runsOf({ reads, task, job });
    const earlierRuns = runs.filter(({ id }) => id < job.id).length;
    const newer = runs.find(({ id }) => id > job.id);
    if (newer) {
      const ours = task.unsure === true && newer.userId === (await reads.me()).id;
      const stop: Outcome = { kind: "skipped", reason: `${jobText(job)} was already retried, as job ${newer.id}` };
      return { earlier: ours ? "ours" : "others", earlierRuns, stop };
    }
    const stop = task.paid ? whyNotYet(job, now) : whyNot(job);
    if (stop) return { earlier: "notDone", earlierRuns, stop };
    const isOurs = await isOurPipeline({ reads, task, job }, runs[0]?.userId);
    return { earlier: "notDone", earlierRuns, ...(isOurs && { isOurPipeline: true }) };
  },

  content({ inputs }, facts) {
    if (inputs === undefined) return { content: {} };
    if (facts.job.isBridge) return { refused: "a trigger job takes no inputs" };
    const found = inputsOf(inputs as InputTemplates, facts);
    return "refused" in found ? found : { content: found };
  },

  call: (writes, projectId, jobId, { inputs }) => writes.retry(projectId, jobId, inputs),

  accepted(reply, job) {
    // Old GitLab answers with the old job, and newer code can answer 201 without having made one (gitlab-ce issue 55899).
    if (!reply.job || reply.job.id <= job.id || reply.job.name !== job.name)
      return { kind: "unknown", reason: `GitLab accepted the retry of ${jobText(job)} but named no new job` };
    return { kind: "done", reason: `${jobText(job)} retried as job ${reply.job.id}`, jobId: reply.job.id };
  },

  rejected(reply, job, now) {
    if (reply.status === 404 && job.isBridge)
      return {
        kind: "refused",
        reason: `GitLab does not find the trigger job ${jobText(job)}: before 17.0 it retries none`,
      };
    if (reply.status !== 403 || !/not retryable/i.test(reply.message)) return inputAdvice(reply, job);
    return { kind: "again", at: now, why: "setback", reason: `GitLab says that ${jobText(job)} is not retryable` };
  },
});

/** Source: gitlabhq app/models/ci/bridge.rb, retryable? (read 2026-11). */
const finalFailures: ReadonlySet<string> = new Set([
  "pipeline_loop_detected",
  "reached_max_descendant_pipelines_depth",
]);

/** Why a job is not retried for a rule. */
function whyNot(job: Job): Outcome | undefined {
  if (!retry.startsFrom.includes(job.status)) return { kind: "skipped", reason: `${jobText(job)} is ${job.status}` };
  if (job.archived) return { kind: "refused", reason: `${jobText(job)} is archived: GitLab retries none of those` };
  if (job.isBridge && finalFailures.has(job.failureReason ?? ""))
    return {
      kind: "refused",
      reason: `${jobText(job)} failed with ${job.failureReason}: GitLab retries no such trigger job`,
    };
  if (job.pipelineStatus === "canceled" || job.pipelineStatus === "canceling")
    return { kind: "skipped", reason: `${jobText(job)} belongs to a pipeline that was canceled` };
  return undefined;
}

/** The second half of a restart: the job was canceled by us and must run again, or a person must know. */
function whyNotYet(job: Job, now: Instant): Outcome | undefined {
  if (job.status === "canceled" || job.status === "failed") return undefined;
  const reason = `${jobText(job)} is ${job.status}`;
  if (job.status === "canceling") return { kind: "again", at: now + 10_000, why: "wait", reason };
  return {
    kind: "attention",
    reason: `${reason} although its restart canceled it, and nobody retried it`,
    remedy: "Retry it by hand if it should still run, then dismiss the task.",
  };
}
