import { Command } from "commander";
import { openApi } from "./api.ts";
import { PatrolShown } from "./patrol/answers.ts";
import { lackText, patrolLines } from "./patrol/text.ts";
import { fail, say } from "./print.ts";

/** `penstock patrol` */
export function patrolCommand(): Command {
  return new Command("patrol")
    .description("how well the patrol covers the watched projects: what no hook told is found within its bound")
    .option("--json", "one JSON document: { patrol, now }, times in milliseconds since 1970")
    .addHelpText("after", help)
    .action(show);
}

const help = `
The first line says how it stands, then come the projects that were visited longest ago (oldest) and those
whose last visit failed, with GitLab's reason (failing).
  ok      every watched project was looked through within the bound
  behind  some was not: listed are those that were visited longest ago, and those whose visit failed
  off     no rule has anything that it could find
  never   it never ran
A project counts from the moment at which its last complete visit began. What the bound is made of:
docs/patrol.md. Exits 1 when it is behind, or never ran.

Examples:
  penstock patrol
  penstock patrol --json`;

async function show({ json }: { readonly json?: true }): Promise<void> {
  const { patrol, now } = await openApi()(["patrol"], PatrolShown);
  if (json) say(JSON.stringify({ patrol, now }, undefined, 2));
  else for (const line of patrolLines(patrol, now)) say(line);
  const lack = lackText(patrol);
  if (lack !== undefined) fail(lack);
}
