import { Command } from "commander";
import { instantText } from "../../core/time.ts";
import { diffRulebooks } from "../../rules/diff/diff.ts";
import { Applied } from "../answers.ts";
import { openApi } from "../api.ts";
import { counted } from "../count.ts";
import { confirm, terminal } from "../jobs/confirm.ts";
import { Problem } from "../jobs/problem.ts";
import { note, say } from "../print.ts";
import { safe } from "../render.ts";
import type { Proposal } from "./answers.ts";
import { activeBook } from "./book.ts";
import { diffLines } from "./diffText.ts";
import { waitingProposal } from "./proposal.ts";

/** `penstock rules approve [N|HASH]` */
export function approveCommand(): Command {
  return new Command("approve")
    .description("say yes to rules that somebody else proposed: they become the active ones")
    .argument("[proposal]", "its number, or the beginning of its hash; without it you are asked")
    .option("--reason <text>", "why: it stands in the journal")
    .option("--json", "as JSON: { version, rules }")
    .addHelpText(
      "after",
      "\nWhoever proposed rules cannot approve them. A yes is to exactly the text that is shown, after exactly the version\nthat is active; if either changes, nothing happens.",
    )
    .action(async (named: string | undefined, { reason, json }: { reason?: string; json?: true }) => {
      const api = openApi();
      const { proposal, rulebook } = await waitingProposal(api, named);
      const book = await activeBook(api);
      for (const line of [...proposalLines(proposal), ...diffLines(diffRulebooks(book.rulebook, rulebook))]) note(line);
      await sureOf(named, proposal);
      const headers = { "if-match": `"${proposal.after}"` };
      const body = { hash: proposal.hash, ...(reason !== undefined && { reason }) };
      const { version, rules } = await api(["rulebook", "approve"], Applied, { method: "POST", headers, body });
      if (json) return say(JSON.stringify({ version, rules }));
      say(`version ${version} is active: ${counted(rules, "rule")}, proposed by ${safe(proposal.by)}`);
    });
}

/** Who names it has looked at it; anybody else is asked. @throws Problem */
async function sureOf(named: string | undefined, { number }: Proposal): Promise<void> {
  if (named !== undefined) return;
  const desk = terminal();
  if (!desk.isAttended) throw new Problem(`nobody is here to ask: rules approve ${number}`);
  if (!(await confirm(`Approve proposal ${number}?`, desk))) throw new Problem("nothing was changed");
}

/** Who proposed what, when and why. */
export function proposalLines({ number, hash, after, by, at, reason, needs }: Proposal): string[] {
  return [
    `proposal ${number}, ${safe(hash)}, follows version ${after}`,
    `  by ${safe(by)} at ${instantText(at)}${reason === undefined ? "" : `: ${safe(reason)}`}`,
    `  needs a second person: ${needs.map(safe).join(", ")}`,
  ];
}
