import { Command } from "commander";
import { actions } from "../../actions/index.ts";
import { casesSchema } from "../../rules/schema/casesSchema.ts";
import { rulesSchema } from "../../rules/schema/rulesSchema.ts";
import { say } from "../print.ts";

/** `penstock rules schema` */
export function schemaCommand(): Command {
  return new Command("schema")
    .description(
      "the rule language as a JSON Schema (draft 2020-12), so that editors complete rules and underline mistakes",
    )
    .option("--cases", "that of files of cases instead")
    .addHelpText("after", examples)
    .action(({ cases }: { cases?: true }) => {
      say(JSON.stringify(cases ? casesSchema() : rulesSchema(actions), null, 2));
    });
}

const examples = `
It says most of what \`rules validate\` says, not all of it: whether a regular expression can be read, a calendar is there
or two rules have one id, only validate tells.

Example:
  penstock rules schema > rules.schema.json

and as the first line of each file of rules, for editors with the YAML language server:
  # yaml-language-server: $schema=./rules.schema.json`;
