import { Command } from "commander";
import { openApi } from "../api.ts";
import { counted } from "../count.ts";
import { confirm, terminal } from "../jobs/confirm.ts";
import { Problem } from "../jobs/problem.ts";
import { sizeText } from "../jobs/text.ts";
import { note, say } from "../print.ts";
import { safe } from "../render.ts";
import { OnePlan, type Plan, PlanShown } from "./planAnswers.ts";
import { planLines } from "./planText.ts";

interface Options {
  readonly reason: string;
  readonly hash?: string;
  readonly json?: true;
}

/** `penstock sweep approve PLAN` */
export function approveCommand(): Command {
  return new Command("approve")
    .description(
      "have done what a plan lists, and nothing else: each delete after its quarantine, and looked at once more",
    )
    .argument("<plan>", "its id, as penstock sweep plans lists it")
    .requiredOption("--reason <text>", "why: it stands in the journal")
    .option("--hash <hash>", "the hash that you saw, or its first 8 letters or more; without it you are asked")
    .option("--json", "the plan as one JSON value")
    .addHelpText("after", help)
    .action(approve);
}

const help = `
The quarantine of each item counts from when the plan listed it. What is held, kept, run again or
otherwise changed meanwhile stays: penstock sweep show PLAN --items tells what became of each.

Example:
  penstock sweep approve p261122-0931-k7m --hash 3f2a9c1d --reason "seen with the team"`;

async function approve(id: string, { reason, hash, json }: Options): Promise<void> {
  const api = openApi();
  const shown = await api(["plans", id], PlanShown);
  if (hash === undefined) for (const line of planLines(shown)) note(line);
  const body = { hash: await meant(shown.plan, hash), reason };
  const { plan } = await api(["plans", id, "approve"], OnePlan, { method: "POST", body });
  if (json) return say(JSON.stringify({ plan }));
  const { jobs, bytes } = plan.totals;
  say(`approved: ${counted(jobs, "delete")}, ${sizeText(bytes)}, each after its quarantine`);
  say(`what becomes of each: penstock sweep show ${safe(id)} --items`);
}

/** The whole hash of what the person saw. @throws Problem */
async function meant({ id, hash }: Plan, given: string | undefined): Promise<string> {
  if (hash === undefined) throw new Problem(`plan ${safe(id)} has no hash yet: its items are still being collected`);
  if (given === undefined) {
    const desk = terminal();
    if (!desk.isAttended)
      throw new Problem(`nobody is here to ask: give --hash, as penstock sweep show ${safe(id)} tells it`);
    if (!(await confirm(`Approve plan ${safe(id)}?`, desk))) throw new Problem("nothing was changed");
    return hash;
  }
  if (given.length >= 8 && hash.startsWith(given)) return hash;
  const why = given.length < 8 ? "give at least 8 letters of the hash" : `that is not its hash: ${safe(hash)}`;
  throw new Problem(`plan ${safe(id)}: ${why}`);
}
