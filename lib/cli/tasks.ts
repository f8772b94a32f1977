import { Command, Option } from "commander";
import { taskStates } from "../core/task.ts";
import { findRunning, openLocalStore } from "./local.ts";
import { fail, say } from "./print.ts";
import { taskLine } from "./render.ts";

interface Options {
  lines: string;
  state?: string;
  json?: true;
}

/** `penstock tasks …` */
export function tasksCommand(): Command {
  const tasks = new Command("tasks").description("intended effects and how they ended");
  tasks
    .command("list")
    .description("the newest tasks, newest first")
    .option("-n, --lines <n>", "how many", "50")
    .addOption(new Option("--state <state>", "only those in this state").choices([...taskStates]))
    .option("--json", "one JSON value a line")
    .action(async ({ lines, state, json }: Options) => {
      if (!/^[1-9]\d{0,4}$/.test(lines)) return fail("--lines takes a whole number from 1 to 99999");
      const list = await openLocalStore(findRunning()).tasks(Number(lines));
      const shown = list.filter((task) => state === undefined || task.state === state);
      for (const task of shown) say(json ? JSON.stringify(task) : taskLine(task));
      if (shown.length === 0 && !json) say("no tasks");
    });
  return tasks;
}
