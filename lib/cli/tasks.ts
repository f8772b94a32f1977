import { Command, Option } from "commander";
import { taskStates } from "../core/task.ts";
import { OneTask, TaskList } from "./answers.ts";
import { openApi } from "./api.ts";
import { isCount, wantedCount } from "./count.ts";
import { fail, say } from "./print.ts";
import { taskLine, taskLines } from "./render.ts";

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
      if (!isCount(lines)) return fail(wantedCount);
      const { tasks: shown } = await openApi()(["tasks"], TaskList, { query: { limit: lines, state } });
      for (const task of shown) say(json ? JSON.stringify(task) : taskLine(task));
      if (shown.length === 0 && !json) say("no tasks");
    });
  tasks
    .command("show")
    .description("one task, whole")
    .argument("<id>", "as the list shows it")
    .option("--json", "as JSON")
    .action(async (id: string, { json }: Pick<Options, "json">) => {
      const { task } = await openApi()(["tasks", id], OneTask);
      say(json ? JSON.stringify(task) : taskLines(task).join("\n"));
    });
  return tasks;
}
