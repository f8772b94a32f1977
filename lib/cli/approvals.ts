import { Command } from "commander";
import { approveCommand } from "./approvals/approve.ts";
import { listCommand } from "./approvals/list.ts";
import { rejectCommand } from "./approvals/reject.ts";

/** `penstock approvals …` */
export function approvalsCommand(): Command {
  return new Command("approvals")
    .description("manual jobs that wait until people agree: who waits for what, and your yes or no")
    .addCommand(listCommand())
    .addCommand(approveCommand())
    .addCommand(rejectCommand());
}
