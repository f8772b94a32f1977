import { setTimeout as pause } from "node:timers/promises";
import { Command } from "commander";
import { systemClock } from "../../edge/clock.ts";
import { type Api, openApi } from "../api.ts";
import { projectOf } from "../holdProject.ts";
import { createProgress } from "../jobs/progress.ts";
import { fail, note, say } from "../print.ts";
import { safe } from "../render.ts";
import { type FollowDesk, follow } from "./follow.ts";
import { OnePlan, PlanShown } from "./planAnswers.ts";
import { planLines } from "./planText.ts";

interface Options {
  readonly project?: string;
  readonly rule?: readonly string[];
  readonly expires?: string;
  readonly reason: string;
  readonly wait: boolean;
  readonly json?: true;
}

/** `penstock sweep plan` */
export function planCommand(): Command {
  return new Command("plan")
    .description("list what the delete rules would delete now, for people to approve; nothing is deleted")
    .option("--project <project>", "one project: its full path, if Penstock knows it, or its number (default: all)")
    .option("--rule <id...>", "only by these rules (default: all that delete on a schedule and act)")
    .option("--expires <span>", "how long it can be approved, at most 90d (default: 14d)")
    .option("--reason <text>", "why: it stands in the journal", "to see what would go")
    .option("--no-wait", "do not wait until all is listed")
    .option("--json", "the plan as one JSON value")
    .addHelpText("after", help)
    .action(async (options: Options) => {
      const api = openApi();
      await makePlan(options, { api, clock: systemClock, pause, progress: createProgress(options.json) });
    });
}

const help = `
Each job that is listed was looked at as right before a delete: expiry, tag, release, protected ref,
newest pipelines, holds and keeps. What stays although a rule means it is counted by reason. Breaking
this command off leaves the plan as it is: penstock sweep show PLAN tells more.
Exits 1 if the plan cannot be approved: it lists nothing, or it expired meanwhile.

Examples:
  penstock sweep plan --project shop/api --reason "disk is full"
  penstock sweep plan --rule tidy --expires 3d --no-wait`;

interface Desk extends FollowDesk {
  readonly api: Api;
}

/** Begins a plan, waits until all is listed, and shows it. */
async function makePlan(options: Options, desk: Desk): Promise<void> {
  const { api } = desk;
  const { rule, expires, reason, wait, json } = options;
  const project = options.project === undefined ? undefined : await projectOf(api, options.project);
  const body = {
    reason,
    ...(project !== undefined && { project }),
    ...(rule && { rules: rule }),
    ...(expires !== undefined && { expires }),
  };
  const { plan } = await api(["plans"], OnePlan, { method: "POST", body });
  if (!wait)
    return say(json ? JSON.stringify({ plan }) : `begun: penstock sweep show ${safe(plan.id)} tells how it stands`);
  note(`plan ${safe(plan.id)}: jobs are gone through`);
  const { shown } = await follow(() => look(api, plan.id), desk);
  say(json ? JSON.stringify(shown) : planLines(shown).join("\n"));
  if (shown.plan.state !== "ready")
    fail(`plan ${safe(plan.id)} ${shown.plan.totals.jobs === 0 ? "lists nothing" : `is ${shown.plan.state}`}`);
}

async function look(api: Api, id: string) {
  const shown = await api(["plans", id], PlanShown);
  const { parts, projects, through } = shown;
  const read = parts.reduce((sum, { totals }) => sum + totals.read, 0);
  const jobs = parts.reduce((sum, { totals }) => sum + totals.jobs, 0);
  const of = shown.plan.listing ? "are being looked up" : `of ${projects} projects through`;
  const text = `plan ${safe(id)}: ${shown.plan.listing ? projects : through} ${of}, ${read} jobs read, ${jobs} listed`;
  return { isOver: shown.plan.state !== "collecting", text, shown };
}
