import { Command } from "commander";
import { systemClock } from "../../edge/clock.ts";
import { openApi } from "../api.ts";
import { counted } from "../count.ts";
import { fail, say } from "../print.ts";
import { StandingList } from "./standing.ts";
import { standingLines, sweepText } from "./standingText.ts";

/** `penstock sweep status` */
export function sweepStatusCommand(): Command {
  return new Command("status")
    .description("how every sweep stands: what was seen, what is open and why")
    .option("--json", "one JSON document; moments are milliseconds since 1970 UTC")
    .addHelpText("after", help)
    .action(status);
}

const help = `
Listed is the newest cycle of each rule with a schedule, and of the inventory where there was one:
  green      every page of every project that it is for was seen in this cycle
  under way  not all of it, and nothing is in its way
  behind     not all of it: no room, GitLab's limit, errors, the switch, a person must look, or the
             cycle before still goes on
  not begun  its first moment has not come; off: nobody wants it now
  plans      it makes plans that people approve: penstock sweep plans
Exits 1 unless all that has begun is green.

Examples:
  penstock sweep status
  penstock sweep status --json`;

const fine: ReadonlySet<string> = new Set(["green", "notBegun", "plans", "off"]);

async function status({ json }: { json?: true }): Promise<void> {
  const { sweeps } = await openApi()(["sweeps"], StandingList);
  const now = systemClock();
  if (json) say(JSON.stringify({ sweeps }, undefined, 2));
  else for (const sweep of sweeps) for (const line of standingLines(sweep, now)) say(line);
  if (sweeps.length === 0 && !json) say("no rule has a schedule, and no inventory was taken yet");
  const lacking = sweeps.filter(({ state }) => !fine.has(state));
  if (lacking.length === 0) return;
  const names = lacking.map(({ sweep }) => sweepText(sweep)).join(", ");
  fail(`${counted(lacking.length, "sweep is", "sweeps are")} not green: ${names}`);
}
