import { Command } from "commander";
import { openApi } from "../api.ts";
import { say } from "../print.ts";
import { safe } from "../render.ts";
import { OnePlan } from "./planAnswers.ts";

/** `penstock sweep reject PLAN` */
export function rejectCommand(): Command {
  return new Command("reject")
    .description("say no to a plan that nobody has approved: nothing of it is deleted")
    .argument("<plan>", "its id, as penstock sweep plans lists it")
    .requiredOption("--reason <text>", "why: it stands in the journal")
    .option("--json", "the plan as one JSON value")
    .action(async (id: string, { reason, json }: { reason: string; json?: true }) => {
      const { plan } = await openApi()(["plans", id, "reject"], OnePlan, { method: "POST", body: { reason } });
      say(json ? JSON.stringify({ plan }) : `rejected: nothing of plan ${safe(plan.id)} is deleted`);
    });
}
