import { Command } from "commander";
import { applyCommand } from "./rules/apply.ts";
import { approveCommand } from "./rules/approve.ts";
import { explainCommand } from "./rules/explain.ts";
import { lintCommand } from "./rules/lint.ts";
import { listCommand } from "./rules/list.ts";
import { newCommand } from "./rules/new.ts";
import { planCommand } from "./rules/plan.ts";
import { proveCommand } from "./rules/prove.ts";
import { rejectCommand } from "./rules/reject.ts";
import { rulesReportCommand } from "./rules/report.ts";
import { rollbackCommand } from "./rules/rollback.ts";
import { schemaCommand } from "./rules/schema.ts";
import { showCommand } from "./rules/show.ts";
import { simulateCommand } from "./rules/simulate.ts";
import { testCommand } from "./rules/test.ts";
import { validateCommand } from "./rules/validate.ts";

/** `penstock rules …` */
export function rulesCommand(): Command {
  return new Command("rules")
    .description("write, check, try, apply and take back rules")
    .addCommand(validateCommand())
    .addCommand(lintCommand())
    .addCommand(proveCommand())
    .addCommand(testCommand())
    .addCommand(newCommand())
    .addCommand(schemaCommand())
    .addCommand(simulateCommand())
    .addCommand(explainCommand())
    .addCommand(planCommand())
    .addCommand(applyCommand())
    .addCommand(approveCommand())
    .addCommand(rejectCommand())
    .addCommand(rollbackCommand())
    .addCommand(listCommand())
    .addCommand(rulesReportCommand())
    .addCommand(showCommand());
}
