import { setTimeout as pause } from "node:timers/promises";
import { Command } from "commander";
import { systemClock } from "../../edge/clock.ts";
import { OneTask } from "../answers.ts";
import { type Api, openApi } from "../api.ts";
import { projectOf } from "../holdProject.ts";
import { Problem } from "../jobs/problem.ts";
import { createProgress } from "../jobs/progress.ts";
import { fail, note, say } from "../print.ts";
import { safe, taskLine } from "../render.ts";
import { follow, type Sight } from "./follow.ts";
import { type Standing, StandingList, Started } from "./standing.ts";
import { progressLine, standingLines, sweepText } from "./standingText.ts";

interface Options {
  readonly project?: string;
  readonly all?: true;
  readonly rule?: string;
  readonly reason?: string;
  readonly wait: boolean;
  readonly json?: true;
}

/** `penstock sweep start` */
export function sweepStartCommand(): Command {
  return new Command("start")
    .description("go through a project's jobs now: count what they left behind, or do what a rule's schedule does")
    .option("--project <project>", "one project: its full path, if Penstock knows it, or its number")
    .option("--all", "every project that is watched (default without --project)")
    .option("--rule <id>", "a cycle of this rule, out of turn (default: an inventory, which only counts)")
    .option("--reason <text>", "why: it stands in the journal")
    .option("--no-wait", "do not wait for its end")
    .option("--json", "what was begun, as one JSON value")
    .addHelpText("after", help)
    .action(start);
}

const help = `
A sweep only reads and marks: what a rule deletes waits in quarantine first. It takes what the rate
budget leaves, one step of a few pages at a time, and goes on when this command is broken off. One
that is under way already is joined: a second would ask GitLab everything twice.
Exits 1 if it ended and not every page was seen.

Examples:
  penstock sweep start --project shop/api
  penstock sweep start --rule tidy --no-wait`;

async function start(options: Options): Promise<void> {
  const { all, rule, reason, wait, json } = options;
  if (all && options.project !== undefined) throw new Problem("give --project or --all, not both");
  const api = openApi();
  const project = options.project === undefined ? undefined : await projectOf(api, options.project);
  const what = rule === undefined ? { kind: "inventory" } : { kind: "rule", rule };
  const more = { ...(project !== undefined && { project }), ...(reason !== undefined && { reason }) };
  const started = await api(["sweeps"], Started, { method: "POST", body: { ...what, ...more } });
  if (json) say(JSON.stringify(started));
  else note(startedText(started));
  if (!wait) return;
  const desk = { clock: systemClock, pause, progress: createProgress() };
  const sight = await follow(() => look(api, started), desk);
  if (!json) for (const line of sight.lines) say(line);
  if (sight.lacks !== undefined) fail(sight.lacks);
}

function startedText({ sweep, cycle, joined, task }: Started): string {
  const what = task === undefined ? `${sweepText(sweep)}, cycle ${safe(cycle)}` : safe(task);
  return joined ? `under way already, and joined: ${what}` : `begun: ${what}`;
}

interface Seen extends Sight {
  readonly lines: readonly string[];
  /** Why it ended and is not whole. */
  readonly lacks?: string;
}

async function look(api: Api, started: Started): Promise<Seen> {
  if (started.task !== undefined) return await lookAtOne(api, started.task);
  const { sweeps } = await api(["sweeps"], StandingList);
  const mine = sweeps.find(({ sweep }) => sweep === started.sweep);
  if (!mine || mine.state === "off")
    return { isOver: true, text: "", lines: [], lacks: "nobody wants this sweep any more" };
  return { text: progressLine(mine), lines: standingLines(mine, systemClock()), ...endOf(mine, started) };
}

function endOf(standing: Standing, { cycle }: Started): Pick<Seen, "isOver" | "lacks"> {
  if (standing.state === "green") return { isOver: true };
  if (standing.cycle !== undefined && Date.parse(standing.cycle) > Date.parse(cycle))
    return { isOver: true, lacks: `overtaken by the cycle of ${safe(standing.cycle)}` };
  const { open, openCount, planning } = standing;
  const isStuck = !planning && openCount === open.length && open.every(({ why }) => why === "attention");
  if (!isStuck) return { isOver: false };
  return { isOver: true, lacks: "what is open waits for a person: penstock tasks list --state attention" };
}

async function lookAtOne(api: Api, id: string): Promise<Seen> {
  const { task } = await api(["tasks", id], OneTask);
  const isOver = task.endedAt !== undefined;
  const lacks = isOver && task.state !== "done" ? { lacks: "not every page was seen" } : {};
  return { isOver, text: safe(task.reason ?? "waits for its turn"), lines: [taskLine(task)], ...lacks };
}
