import * as z from "zod";
import type { Facts } from "../core/event.ts";
import type { Armed } from "../core/gate.ts";
import type { Job, JobStatus } from "../core/job.ts";
import type { Outcome } from "../core/outcome.ts";
import { matchesGlob } from "../core/pattern.ts";
import { type Instant, instantText } from "../core/time.ts";
import { type Content, defineAction, jobText } from "./action.ts";
import { AllowList, givenVariables, type Matches } from "./allow.ts";
import { approvalSight, whyOver, whyRefused } from "./approvals.ts";
import { InputTemplates, inputAdvice, inputsOf } from "./inputs.ts";
import { isOurPipeline } from "./ourPipeline.ts";
import { isPlayedByUs } from "./playedByUs.ts";
import { protectionOf } from "./protection.ts";
import { VariableTemplates, variablesOf } from "./variables.ts";

const Params = z
  .strictObject({
    /** A glob over the job's name; missing: whatever the conditions mean. */
    job: z.string().min(1).max(255).optional(),
    variables: VariableTemplates.optional(),
    inputs: InputTemplates.optional(),
    /** What a person may give with a command, as variables. */
    allow: AllowList.optional(),
  })
  .superRefine(({ variables = {}, allow = {} }, context) => {
    const both = Object.keys(allow).find((name) => Object.hasOwn(variables, name));
    if (both !== undefined)
      context.addIssue({ code: "custom", path: ["allow", both], message: `${both} is set by \`variables\` already` });
  });
type Params = z.infer<typeof Params>;

/**
 * What may become manual yet; a retry of what it was skipped for brings a skipped job back. No other state leads there: a
 * manual job that waits for a resource was played. Source: gitlabhq app/models/ci/build.rb and
 * app/services/ci/reset_skipped_jobs_service.rb (read 2026-11).
 */
const cannotYet: readonly JobStatus[] = ["created", "skipped"];

/**
 * Opens a gate: starts a manual job, with variables where the rule gives some. Once per job id, for ever: GitLab re-runs
 * a manual job that has finished, so nothing but `manual` is ever played.
 * Source: docs.gitlab.com/api/jobs, "Run a job", and app/services/ci/play_build_service.rb (read 2026-11).
 */
export const play = defineAction({
  name: "play",
  verb: "play",
  help: "Start a manual job, with variables.",
  params: Params,
  triggers: ["job", "pipeline", "command", "deployment"],
  defaultLimit: {},
  startsFrom: ["manual"],
  armsFrom: ["manual", ...cannotYet],

  whyWrong({ job }, kinds) {
    if (job !== undefined || kinds.every((kind) => kind === "command" || kind === "deployment")) return undefined;
    return 'which job? `play` must name it, e.g. `do: { play: { job: "deploy" } }`; only a command and a deployment name one themselves';
  },

  means: ({ job: wanted }, job) =>
    wanted === undefined || (typeof wanted === "string" && (job.isIdOnly === true || matchesGlob(wanted, job.name))),

  async look(around) {
    const { reads, task, job, armed, now } = around;
    if (job.status === "manual") {
      const protection = task.unsure ? await protectionOf({ reads, task }) : undefined;
      const isOurs = await isOurPipeline({ reads, task, job }, job.userId);
      const known = { ...(protection && { protection }), ...(isOurs && { isOurPipeline: true as const }) };
      if (!job.archived) return { earlier: "notDone", ...known, ...(await approvalSight(around)) };
      return {
        earlier: "notDone",
        stop: { kind: "refused", reason: `${jobText(job)} is archived: GitLab plays none of those` },
      };
    }
    const isArmed = task.wants.some(({ given }) => given?.verb === "arm");
    if (isArmed && !task.unsure && cannotYet.includes(job.status))
      return { earlier: "notDone", asksRules: true, stop: armed ? untilItCan(job, armed, now) : notYet(job) };
    const started = job.status !== "created";
    const ours = started && task.unsure === true && (await isPlayedByUs({ reads, task, job }));
    const stop = started ? ({ kind: "skipped", reason: whyOver(job) } as const) : notYet(job);
    return { earlier: ours ? "ours" : started ? "others" : "notDone", stop };
  },

  whyRefused({ allow = {} }, values, matches) {
    const given = givenVariables(allow as AllowList, values, matches);
    return "refused" in given ? given.refused : undefined;
  },

  content: (params, facts, matches) => contentOf(params as Params, facts, matches),
  call: (writes, projectId, jobId, { variables, inputs }) => writes.play(projectId, jobId, variables ?? {}, inputs),

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
    const waits = whyRefused(reply, job, now);
    if (waits) return waits;
    if (reply.status === 400 && /unplayable/i.test(reply.message))
      return { kind: "again", at: now, why: "setback", reason: `GitLab says that ${jobText(job)} cannot be played` };
    return inputAdvice(reply, job);
  },

  remedy:
    "The bot needs the Developer role and, for a protected ref or environment, the right to deploy there. If the rule gives variables, the project must allow pipeline variables for that role (Settings > CI/CD > Variables).",
});

function notYet(job: Job): Outcome {
  return { kind: "skipped", reason: `${jobText(job)} cannot be played yet` };
}

/** Looked at often at first, then once a minute, for the last time when the arming ends. */
function untilItCan(job: Job, { username, at: since, until }: Armed, now: Instant): Outcome {
  const waited = now - since;
  const pause = waited < 15_000 ? 15_000 : waited < 45_000 ? 30_000 : 60_000;
  const reason = `${jobText(job)} is ${job.status}: @${username} armed it until ${instantText(until)}`;
  return { kind: "again", at: Math.min(now + pause, until), why: "wait", reason };
}

/** What the rule sets, and what the person gave as far as the rule allows it. */
function contentOf(
  { variables: templates = {}, inputs: inputTemplates = {}, allow = {} }: Params,
  facts: Facts,
  matches: Matches,
): { readonly content: Content } | { readonly refused: string } {
  const given = facts.command ? givenVariables(allow, facts.command.values, matches) : { variables: {} };
  if ("refused" in given) return given;
  const set = variablesOf(templates, facts);
  if ("refused" in set) return set;
  const filled = inputsOf(inputTemplates, facts);
  if ("refused" in filled) return filled;
  const variables = sorted({ ...given.variables, ...set.variables });
  const hasInputs = Object.keys(filled.inputs).length > 0;
  // GitLab would play it without a word, and without them: gitlabhq app/services/ci/play_bridge_service.rb (read 2026-11)
  if (facts.job.isBridge && (hasInputs || Object.keys(variables).length > 0))
    return { refused: "a trigger job takes no variables and no inputs" };
  return { content: { variables, ...(hasInputs && { inputs: filled.inputs }) } };
}

function sorted(variables: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(variables).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
