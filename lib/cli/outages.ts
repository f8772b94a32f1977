import { Command } from "commander";
import { openApi } from "./api.ts";
import { counted } from "./count.ts";
import { OutageList } from "./outages/answers.ts";
import { closeCommand } from "./outages/close.ts";
import { outageTable } from "./outages/text.ts";
import { note, say } from "./print.ts";
import { safe } from "./render.ts";
import { quoted } from "./taskCard.ts";

interface Options {
  readonly all?: true;
  readonly json?: true;
}

/** `penstock outages` */
export function outagesCommand(): Command {
  return new Command("outages")
    .description("rules whose retries are parked, since another run does not help now; and close, by hand")
    .option("--all", "also those that closed lately")
    .option("--json", "one JSON document: { outages, now }, times in milliseconds since 1970")
    .addHelpText("after", help)
    .action(list)
    .addCommand(closeCommand());
}

const help = `
Too many retries of a rule for one kind of failure open an outage; its limit stands in the rule (outage:).
Then further retries are parked, and one at a time, the canary, is let through to find out whether runs
help again: after 5 minutes, then less and less often, at least once an hour. When one helps, it closes.
  parked   tasks that wait for it
  canary   the one that is under way, or how many were sent so far
  next     when the next canary may be sent

Examples:
  penstock outages
  penstock outages --all --json
  penstock outages close again/runner_system_failure/42 --reason "the runners are back"`;

async function list({ all, json }: Options): Promise<void> {
  const { outages, now } = await openApi()(["outages"], OutageList);
  const shown = outages.filter(({ closedAt }) => all || closedAt === undefined);
  if (json) return say(JSON.stringify({ outages: shown, now }, undefined, 2));
  for (const line of outageTable(shown, now)) say(line);
  const closed = outages.length - shown.length;
  if (shown.length === 0) say("no outage is open");
  if (closed > 0) note(`${counted(closed, "outage")} closed lately: --all shows them too`);
  const open = shown.find(({ closedAt }) => closedAt === undefined);
  if (open) note(`to close one by hand: penstock outages close ${quoted(safe(open.id))} --reason "…"`);
}
