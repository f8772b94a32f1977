import { Command } from "commander";
import { openApi } from "../api.ts";
import { projectOf } from "../holdProject.ts";
import { say } from "../print.ts";
import { readKeeps } from "./read.ts";
import { keepLines } from "./text.ts";

/** `penstock keeps list` */
export function listCommand(): Command {
  return new Command("list")
    .description("what is kept: what, why, by which rules, since when, and its size; proposals too")
    .option("--project <project>", "only of this project: its full path, if Penstock knows it, or its number")
    .option("--json", "one JSON document: { keeps }")
    .action(async ({ project, json }: { project?: string; json?: true }) => {
      const api = openApi();
      const keeps = await readKeeps(api, project === undefined ? {} : { project: await projectOf(api, project) });
      if (json) return say(JSON.stringify({ keeps }));
      if (keeps.length === 0)
        return say("nothing is kept: no keep of a rule was done yet, and no release was heard of");
      for (const line of keepLines(keeps)) say(line);
    });
}
