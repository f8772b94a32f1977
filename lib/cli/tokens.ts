import { Command } from "commander";
import { openApi } from "./api.ts";
import { fail, say } from "./print.ts";
import { TokenList } from "./tokens/answers.ts";
import { lackText, tokenTable } from "./tokens/text.ts";

/** `penstock tokens` */
export function tokensCommand(): Command {
  return new Command("tokens")
    .description("the access tokens, as they were seen last: whose they are, when they end, whether GitLab refuses one")
    .option("--json", "one JSON document: { tokens, now }, times in milliseconds since 1970")
    .addHelpText("after", help)
    .action(list);
}

const help = `
  valid     GitLab accepts it, and it lasts for more than 7 days
  expiring  it ends within 7 days: make a new one and put it into its parameter
  refused   GitLab does not accept it, or it cannot be read
  unknown   GitLab does not tell when it ends: that came with 15.5
Each is looked at once a day, and as soon as its value was exchanged. docs/rotate.md tells how to exchange one.
Exits 1 when one is refused or expiring.

Examples:
  penstock tokens
  penstock tokens --json`;

async function list({ json }: { readonly json?: true }): Promise<void> {
  const { tokens, now } = await openApi()(["tokens"], TokenList);
  if (json) say(JSON.stringify({ tokens, now }, undefined, 2));
  else if (tokens.length === 0) say("no token was looked at yet: that is done within minutes, and then once a day");
  else for (const line of tokenTable(tokens, now)) say(line);
  const lack = lackText(tokens);
  if (lack !== undefined) fail(lack);
}
