import { setTimeout as pause } from "node:timers/promises";
import { Command, Option } from "commander";
import { taskStates } from "../core/task.ts";
import { Dismissed, OneTask, TaskList, TaskShown } from "./answers.ts";
import { openApi } from "./api.ts";
import { counted, isCount, wantedCount } from "./count.ts";
import { fail, note, say } from "./print.ts";
import { redriveMany } from "./redriveMany.ts";
import { taskLine } from "./render.ts";
import { cardLines } from "./taskCard.ts";

interface Filters {
  state?: string;
  verb?: string;
  project?: string;
  rule?: string;
  job?: string;
}

interface ListOptions extends Filters {
  lines: string;
  dismissed?: true;
  json?: true;
}

interface RedriveOptions extends Filters {
  reason: string;
  yes?: true;
}

const endedStates = taskStates.filter((state) => !["waiting", "claimed", "calling"].includes(state));
const reasonHelp = "why: it stands in the journal";

/** `penstock tasks …` */
export function tasksCommand(): Command {
  return new Command("tasks")
    .description("intended effects and how they ended")
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(redriveCommand())
    .addCommand(dismissCommand());
}

function listCommand(): Command {
  return filtered(new Command("list"), taskStates)
    .description("the tasks that were planned last, newest first")
    .option("-n, --lines <n>", "how many", "50")
    .option("--dismissed", "also those in attention that somebody dismissed")
    .option("--json", "one JSON value a line")
    .action(async ({ lines, dismissed, json, ...filters }: ListOptions) => {
      if (!isCount(lines)) return fail(wantedCount);
      const query = { ...filters, limit: lines, dismissed: dismissed && "true" };
      const { tasks, more } = await openApi()(["tasks"], TaskList, { query });
      for (const task of tasks) say(json ? JSON.stringify(task) : taskLine(task));
      if (json) return;
      if (tasks.length === 0) say("no tasks");
      if (more) note("there are older ones: --lines shows more");
    });
}

function showCommand(): Command {
  return new Command("show")
    .description("one task: what is intended, how it stands, what happened and what to do")
    .argument("<id>", "as the list shows it")
    .option("--json", "task, entries and url as JSON")
    .action(async (id: string, { json }: { json?: true }) => {
      const shown = await openApi()(["tasks", id], TaskShown);
      say(json ? JSON.stringify(shown) : cardLines(shown).join("\n"));
    });
}

function redriveCommand(): Command {
  return filtered(new Command("redrive"), endedStates)
    .description("let ended tasks be looked at again: one at once, many with --state, first as a dry run")
    .argument("[id]", "one task, as the list shows it")
    .requiredOption("--reason <text>", reasonHelp)
    .option("--yes", "do it to all that the dry run shows")
    .action(async (id: string | undefined, { reason, yes, ...filters }: RedriveOptions) => {
      if (id === undefined) return await redriveAll(filters, { reason, isMeant: yes === true });
      if (Object.keys(filters).length > 0) return fail("give either the id of one task or --state and other filters");
      const body = { task: id, reason };
      const { task } = await openApi()(["redrive"], OneTask, { method: "POST", body });
      say(`${task.id} is looked at again; penstock tasks show tells what came of it`);
    });
}

const mostAtOnce = 1000;

async function redriveAll(filters: Filters, { reason, isMeant }: { reason: string; isMeant: boolean }): Promise<void> {
  if (filters.state === undefined)
    return fail("say which: the id of one task, or --state attention with --rule, --project, --verb or --job");
  const api = openApi();
  const { tasks, more } = await api(["tasks"], TaskList, { query: { ...filters, limit: mostAtOnce } });
  const oldestFirst = tasks.toReversed();
  if (tasks.length === 0) return say("no such tasks");
  if (!isMeant) {
    for (const task of oldestFirst) say(taskLine(task));
    say(`${counted(tasks.length, "task")} would be redriven, at most 10 a second: --yes does it`);
  } else say(`${await redriveMany(oldestFirst, { api, reason, pause })} of ${counted(tasks.length, "task")} redriven`);
  if (more) note(`there are older ones: ${mostAtOnce} are taken at once`);
}

function dismissCommand(): Command {
  return new Command("dismiss")
    .description("take a task in attention off the list: it is forgotten 90 days later")
    .argument("<id>", "as the list shows it")
    .requiredOption("--reason <text>", reasonHelp)
    .action(async (id: string, { reason }: { reason: string }) => {
      const body = { task: id, reason };
      const { task, unchanged } = await openApi()(["dismiss"], Dismissed, { method: "POST", body });
      if (!unchanged) return say(taskLine(task));
      say(`nothing to dismiss: it is ${task.state === "attention" ? "dismissed already" : task.state}`);
    });
}

function filtered(command: Command, states: readonly string[]): Command {
  return command
    .addOption(new Option("--state <state>", "only those in this state").choices(states))
    .option("--verb <verb>", "only those that do this, e.g. retry or restart")
    .option("--project <project>", "only those of this project: its full path or its number")
    .option("--rule <rule>", "only those that this rule wants")
    .option("--job <id>", "only those about this job");
}
