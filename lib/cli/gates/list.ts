import { Command, Option } from "commander";
import { openApi } from "../api.ts";
import { projectOf } from "../holdProject.ts";
import { note, say } from "../print.ts";
import { GateList } from "./answers.ts";
import { gateTable } from "./text.ts";

interface Options {
  readonly project?: string;
  readonly state: string;
  readonly json?: true;
}

/** `penstock gates list` */
export function listCommand(): Command {
  return new Command("list")
    .description("the manual jobs that wait: for what, since when, until when, and who has armed them")
    .option("--project <project>", "only of this project: its full path, if Penstock knows it, or its number")
    .addOption(
      new Option("--state <state>", "those that wait, those where nobody waits any more, or both")
        .choices(["open", "closed", "all"])
        .default("open"),
    )
    .option("--json", "one JSON document: { gates, more, unread, now }, times in milliseconds since 1970")
    .addHelpText("after", help)
    .action(list);
}

const help = `
Those that wait longest come first. What was played a day ago, and what Penstock has forgotten, is not
listed: the journal has it. Why one waits: penstock gates why JOB.

Example:
  penstock gates list --project shop/api --state all`;

async function list({ project, state, json }: Options): Promise<void> {
  const api = openApi();
  const query = { state, ...(project !== undefined && { project: await projectOf(api, project) }) };
  const { gates, more, unread, now } = await api(["gates"], GateList, { query });
  if (json) say(JSON.stringify({ gates, more, unread, now }));
  else if (gates.length === 0) say(state === "closed" ? "no gate is closed" : "no gate waits");
  else for (const line of gateTable(gates, now)) say(line);
  if (more) note("there are more: --project shows those of one");
  if (unread > 0) note(`${unread} of them this version cannot read: run the newest Penstock`);
}
