import { Command } from "commander";
import { actions } from "../../actions/index.ts";
import { readRuleFiles } from "../../app/apply.ts";
import { problemText } from "../../rules/read.ts";
import { counted } from "../count.ts";
import { fail, say } from "../print.ts";
import { readRules } from "./files.ts";

/** `penstock rules validate FILE…` */
export function validateCommand(): Command {
  return new Command("validate")
    .description("check rule files; exits 1 when they hold an error")
    .argument("<file...>", "YAML or JSON, or a folder of them; several make one rulebook")
    .option("--json", "as JSON: { rules, problems }")
    .addHelpText("after", "\nExample:\n  penstock rules validate rules/      # each error as file:line:column: message")
    .action((paths: string[], { json }: { json?: true }) => {
      const found = readRuleFiles(readRules(paths), actions);
      if ("problems" in found) {
        if (json) say(JSON.stringify({ rules: null, problems: found.problems }));
        return fail(found.problems.map(problemText).join("\n"));
      }
      if (json) return say(JSON.stringify({ rules: found.rulebook.rules.length, problems: [] }));
      say(`${paths.join(", ")}: ${counted(found.rulebook.rules.length, "rule")}, no errors`);
    });
}
