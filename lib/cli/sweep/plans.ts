import { Command } from "commander";
import { openApi } from "../api.ts";
import { say } from "../print.ts";
import { PlanList } from "./planAnswers.ts";
import { planLine } from "./planText.ts";

/** `penstock sweep plans` */
export function plansCommand(): Command {
  return new Command("plans")
    .description("all delete plans, newest first: how each stands, and what it lists")
    .option("--json", "one JSON value a line")
    .action(async ({ json }: { json?: true }) => {
      const { plans } = await openApi()(["plans"], PlanList);
      for (const plan of plans) say(json ? JSON.stringify(plan) : planLine(plan));
      if (plans.length === 0 && !json) say("no plans");
    });
}
