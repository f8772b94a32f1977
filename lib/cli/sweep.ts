import { Command } from "commander";
import { approveCommand } from "./sweep/approve.ts";
import { planCommand } from "./sweep/plan.ts";
import { plansCommand } from "./sweep/plans.ts";
import { rejectCommand } from "./sweep/reject.ts";
import { reportCommand } from "./sweep/report.ts";
import { showCommand } from "./sweep/show.ts";
import { sweepStartCommand } from "./sweep/start.ts";
import { sweepStatusCommand } from "./sweep/status.ts";

/** `penstock sweep …` */
export function sweepCommand(): Command {
  return new Command("sweep")
    .description("artifacts: what there is, what may go, and what people approved")
    .addCommand(reportCommand())
    .addCommand(sweepStartCommand())
    .addCommand(sweepStatusCommand())
    .addCommand(planCommand())
    .addCommand(plansCommand())
    .addCommand(showCommand())
    .addCommand(approveCommand())
    .addCommand(rejectCommand());
}
