import * as z from "zod";
import { matchesGlob } from "../core/pattern.ts";
import { defineAction, jobText } from "./action.ts";
import { isOurPipeline } from "./ourPipeline.ts";
import { isPlayedByUs } from "./playedByUs.ts";
import { protectionOf } from "./protection.ts";
import { VariableTemplates, variablesOf } from "./variables.ts";

/**
 * Opens a gate: starts a manual job, with variables where the rule gives some. Once per job id, for ever: GitLab re-runs
 * a manual job that has finished, so nothing but `manual` is ever played.
 * Source: docs.gitlab.com/api/jobs, "Run a job", and app/services/ci/play_build_service.rb (read 2026-11).
 */
export const play = defineAction({
  name: "play",
  verb: "play",
  help: "Start a manual job, with variables.",
  params: z.strictObject({ job: z.string().min(1).max(255), variables: VariableTemplates.optional() }),
  triggers: ["job", "pipeline"],
  defaultLimit: {},
  startsFrom: ["manual"],

  means: ({ job: wanted }, job) => typeof wanted === "string" && matchesGlob(wanted, job.name),

  async look({ reads, task, job }) {
    if (job.status === "manual") {
      const protection = task.unsure ? await protectionOf({ reads, task }) : undefined;
      const isOurs = await isOurPipeline({ reads, task, job }, job.userId);
      if (!job.archived)
        return { earlier: "notDone", ...(protection && { protection }), ...(isOurs && { isOurPipeline: true }) };
      return {
        earlier: "notDone",
        stop: { kind: "refused", reason: `${jobText(job)} is archived: GitLab plays none of those` },
      };
    }
    const started = job.status !== "created";
    const ours = started && task.unsure === true && (await isPlayedByUs({ reads, task, job }));
    const reason = started
      ? `${jobText(job)} is ${job.status}: it is not played again`
      : `${jobText(job)} cannot be played yet`;
    return { earlier: ours ? "ours" : started ? "others" : "notDone", stop: { kind: "skipped", reason } };
  },

  content(params, facts) {
    const found = variablesOf((params.variables ?? {}) as VariableTemplates, facts);
    return "refused" in found ? found : { content: { variables: found.variables } };
  },

  call: (writes, projectId, jobId, { variables }) => writes.play(projectId, jobId, variables ?? {}),

  accepted(reply, job) {
    if (!reply.job) return { kind: "unknown", reason: `GitLab accepted the play of ${jobText(job)} but named no job` };
    if (reply.job.id !== job.id)
      return {
        kind: "attention",
        reason: `${jobText(job)} had just been played by somebody else, and GitLab ran it a second time as job ${reply.job.id}, without the variables`,
        remedy: `Cancel one of the two if both must not run, then dismiss the task.`,
      };
    if (reply.job.status === "manual")
      return { kind: "unknown", reason: `GitLab accepted the play of ${jobText(job)}, but it is manual still` };
    return { kind: "done", reason: `${jobText(job)} played`, jobId: job.id };
  },

  rejected(reply, job, now) {
    if (reply.status === 400 && /unplayable/i.test(reply.message))
      return { kind: "again", at: now, why: "setback", reason: `GitLab says that ${jobText(job)} cannot be played` };
    return undefined;
  },

  remedy:
    "The bot needs the Developer role and, for a protected ref or environment, the right to deploy there. If the rule gives variables, the project must allow pipeline variables for that role (Settings > CI/CD > Variables).",
});
