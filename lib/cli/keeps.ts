import { Command } from "commander";
import { letGoCommand } from "./keeps/letGo.ts";
import { listCommand } from "./keeps/list.ts";
import { proposalsCommand } from "./keeps/proposals.ts";

const help = `
What a keep rule kept, and what a release keeps, is in a ledger: no rule deletes it. When its tag, release or branch goes
away the entry becomes a proposal; it is kept all the same until a person lets it go.

Examples:
  penstock keeps list --project shop/api
  penstock keeps proposals
  penstock keeps let-go job:1001 --project shop/api --reason "v1.2 was withdrawn"`;

/** `penstock keeps …` */
export function keepsCommand(): Command {
  return new Command("keeps")
    .description("what is kept for good, why, and what it was kept for that is gone")
    .addCommand(listCommand())
    .addCommand(proposalsCommand())
    .addCommand(letGoCommand())
    .addHelpText("after", help);
}
