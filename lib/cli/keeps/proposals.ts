import { Command } from "commander";
import { openApi } from "../api.ts";
import { projectOf } from "../holdProject.ts";
import { note, say } from "../print.ts";
import { readKeeps } from "./read.ts";
import { proposalLines } from "./text.ts";

/** `penstock keeps proposals` */
export function proposalsCommand(): Command {
  return new Command("proposals")
    .description("what was kept for a tag, a release or a branch that is gone: still kept, until somebody lets it go")
    .option("--project <project>", "only of this project: its full path, if Penstock knows it, or its number")
    .option("--json", "one JSON document: { keeps }")
    .action(async ({ project, json }: { project?: string; json?: true }) => {
      const api = openApi();
      const of = project === undefined ? {} : { project: await projectOf(api, project) };
      const keeps = await readKeeps(api, { ...of, state: "proposed" });
      if (json) return say(JSON.stringify({ keeps }));
      if (keeps.length === 0) return say("no proposals: all that is kept has its tag, its release or its branch");
      for (const line of proposalLines(keeps)) say(line);
      note('each is kept until you let it go: penstock keeps let-go WHAT --project NUMBER --reason "…"');
    });
}
