import { type SweepAim, sweepAim } from "../../core/sweep.ts";
import type { End } from "../look.ts";
import { approved } from "./approved.ts";
import { inventory } from "./inventory.ts";
import { reviewKeeps } from "./keeps.ts";
import { collect } from "./plan.ts";
import { ruleWalk } from "./rule.ts";
import type { SweepStep } from "./step.ts";
import { walkJobs } from "./walk.ts";

const steps: Readonly<Record<SweepAim["kind"], SweepStep>> = {
  rule: walkJobs(ruleWalk),
  inventory: walkJobs(inventory),
  plan: walkJobs(collect),
  approved,
  keeps: reviewKeeps,
};

/** One step of the sweep that a task is. */
export async function sweep(...[held, ...hands]: Parameters<SweepStep>): Promise<End> {
  const aim = sweepAim(held);
  if (aim) return await steps[aim.kind](held, ...hands);
  const reason = `this version knows no sweep such as ${held.id}`;
  const remedy = "Run the newest version of Penstock and redrive the task, or dismiss it.";
  return { outcome: { kind: "attention", reason, remedy }, settled: true, giveBack: false };
}
