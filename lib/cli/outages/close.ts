import { Command } from "commander";
import { openApi } from "../api.ts";
import { say } from "../print.ts";
import { OneOutage, OutageList } from "./answers.ts";
import { namedOutage } from "./named.ts";
import { outageText, parkedText } from "./text.ts";

/** `penstock outages close` */
export function closeCommand(): Command {
  return new Command("close")
    .description(
      "let what is parked go on: for who knows that runs help again, and does not want to wait for the canary",
    )
    .argument(
      "<id>",
      "RULE/FAILURE/PROJECT, with the project's number or all; or as much of its beginning as names one",
    )
    .requiredOption("--reason <text>", "why: it stands in the journal")
    .option("--json", "one JSON document: { outage, now }")
    .addHelpText("after", help)
    .action(close);
}

const help = `
Each task that was parked is looked at again: what was superseded, retried already or is not wanted any
more is left. Where runs do not help after all, as many retries as opened it open it again.

Examples:
  penstock outages close again --reason "the runners are back"
  penstock outages close again/runner_system_failure/42 --reason "the runners are back"`;

interface Options {
  readonly reason: string;
  readonly json?: true;
}

async function close(named: string, _: Options, command: Command): Promise<void> {
  // The command above has a --json too, and takes this one.
  const { reason, json } = command.optsWithGlobals<Options>();
  const api = openApi();
  const { outages } = await api(["outages"], OutageList);
  const id = namedOutage(named, outages);
  const closed = await api(["outages", id, "close"], OneOutage, { method: "POST", body: { reason } });
  if (json) return say(JSON.stringify(closed, undefined, 2));
  say(`closed: ${outageText(closed.outage)}; ${parkedText(closed.outage)}`);
}
