import { Command } from "commander";
import { openApi } from "../api.ts";
import { note, say } from "../print.ts";
import { Rejected } from "./answers.ts";
import { proposalLines } from "./approve.ts";
import { waitingProposal } from "./proposal.ts";

/** `penstock rules reject N|HASH` */
export function rejectCommand(): Command {
  return new Command("reject")
    .description("say no to rules that wait for a second person, or take your own back; the active ones stay")
    .argument("<proposal>", "its number, or the beginning of its hash")
    .option("--reason <text>", "why: it stands in the journal")
    .option("--json", "as JSON: { rejected: { number, hash } }")
    .action(async (named: string, { reason, json }: { reason?: string; json?: true }) => {
      const api = openApi();
      const { proposal } = await waitingProposal(api, named);
      for (const line of proposalLines(proposal)) note(line);
      const body = { hash: proposal.hash, ...(reason !== undefined && { reason }) };
      const { rejected } = await api(["rulebook", "reject"], Rejected, { method: "POST", body });
      if (json) return say(JSON.stringify({ rejected }));
      say(`proposal ${rejected.number} is rejected: version ${proposal.after} stays active`);
    });
}
