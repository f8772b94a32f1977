import { Command } from "commander";
import { openApi } from "./api.ts";
import { HookList } from "./hooks/answers.ts";
import { hookTable, lackText } from "./hooks/text.ts";
import { fail, say } from "./print.ts";

/** `penstock hooks` */
export function hooksCommand(): Command {
  return new Command("hooks")
    .description(
      "the webhooks that lead here, as the patrol saw them last: which GitLab leaves out, and what was sent again",
    )
    .option("--json", "one JSON document: { hooks, now }, times in milliseconds since 1970")
    .addHelpText("after", help)
    .action(list);
}

const help = `
  working   GitLab calls it
  paused    GitLab leaves it out for a while after failures, and calls it again by itself
  disabled  GitLab has given it up: somebody must test it in GitLab, which enables it again
  missing   no webhook of the project leads here
  unknown   it could not be looked at: the token may not see webhooks, or GitLab does not tell
since and seen are when that began, and when it was noted last; resent and waiting count deliveries.
What failed meanwhile is sent again once the hook works: at most 5 deliveries a minute for a project,
the newest first, each once. Exits 1 when a hook is paused, disabled or missing.

Examples:
  penstock hooks
  penstock hooks --json`;

async function list({ json }: { readonly json?: true }): Promise<void> {
  const { hooks, now } = await openApi()(["hooks"], HookList);
  if (json) say(JSON.stringify({ hooks, now }, undefined, 2));
  else if (hooks.length === 0) say("the patrol has seen no webhook that leads here");
  else for (const line of hookTable(hooks, now)) say(line);
  const lack = lackText(hooks);
  if (lack !== undefined) fail(lack);
}
