import { styleText } from "node:util";
import { Command } from "commander";
import { diffRulebooks } from "../../rules/diff/diff.ts";
import { openApi } from "../api.ts";
import { counted } from "../count.ts";
import { note, say } from "../print.ts";
import { safe } from "../render.ts";
import { RolledBack } from "./answers.ts";
import { activeBook, oneBook } from "./book.ts";
import { shortLines } from "./diffText.ts";

/** `penstock rules rollback VERSION` */
export function rollbackCommand(): Command {
  return new Command("rollback")
    .description("make the rules of an old version the active ones again, as a new version, at once")
    .argument("<version>", "its number; rules list --versions tells which there are")
    .requiredOption("--reason <text>", "why: it stands in the journal")
    .option("--json", "as JSON: { version, rules, of, unchanged?, setAside, faults }")
    .addHelpText(
      "after",
      "\nNobody else needs to say yes: the rules were active before. Workers decide by them from their next look on, the\ndoor within 10 seconds.",
    )
    .action(async (named: string, { reason, json }: { reason: string; json?: true }) => {
      const api = openApi();
      const [active, old] = [await activeBook(api), await oneBook(api, named)];
      if (old.rulebook && active.rulebook)
        for (const line of shortLines(diffRulebooks(active.rulebook, old.rulebook))) note(line);
      const headers = { "if-match": `"${active.version}"` };
      const body = { version: old.version, reason };
      const done = await api(["rulebook", "rollback"], RolledBack, { method: "POST", headers, body });
      if (json) return say(JSON.stringify(done));
      for (const { id, reason: why } of done.setAside)
        note(`${safe(id)}  ${styleText("red", "set aside")}  ${safe(why)}`);
      for (const fault of done.faults) note(`${styleText("yellow", "would be refused today")}: ${safe(fault)}`);
      const what = `the ${counted(done.rules, "rule")} of version ${done.of}`;
      say(
        done.unchanged
          ? `version ${done.version} is active already: ${what}`
          : `version ${done.version} is active: ${what}`,
      );
    });
}
