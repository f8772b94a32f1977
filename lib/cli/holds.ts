import { setTimeout as pause } from "node:timers/promises";
import { Command } from "commander";
import { systemClock } from "../edge/clock.ts";
import { HoldList, OneHold } from "./answers.ts";
import { openApi } from "./api.ts";
import { askHold } from "./holdAsk.ts";
import { holdLine } from "./holdLine.ts";
import { projectOf, unknownText } from "./holdProject.ts";
import { note, say } from "./print.ts";

interface Options {
  project: string;
  reason: string;
}

const what = "job:ID, pipeline:ID for all of its jobs, or project";
const projectHelp = "its full path, if Penstock knows it, or its number";
const reasonHelp = "why: it stands in the journal";

/** `penstock holds …` */
export function holdsCommand(): Command {
  return new Command("holds")
    .description("never delete this: what is protected from every delete, and by whom")
    .addCommand(addCommand())
    .addCommand(listCommand())
    .addCommand(removeCommand());
}

function addCommand(): Command {
  return new Command("add")
    .description("protect artifacts; ends when it is certain that no delete can touch them any more")
    .argument("<what>", what)
    .requiredOption("--project <project>", projectHelp)
    .requiredOption("--reason <text>", reasonHelp)
    .option("--no-wait", "do not wait for the deletes that are under way")
    .addHelpText(
      "after",
      `
Ends with 0 once no delete can touch it any more, with 3 where that cannot be known yet: ask again.

  penstock holds add pipeline:5001 --project shop/api --reason "evidence for the audit"`,
    )
    .action(async (on: string, { project, reason, wait }: Options & { wait: boolean }) => {
      const api = openApi();
      const place = { project: await projectOf(api, project, on), on };
      await askHold({ ...place, reason, waits: wait }, { api, clock: systemClock, pause });
      const unknown = await unknownText(api, place.project, on);
      if (unknown !== undefined) note(unknown);
    });
}

function listCommand(): Command {
  return new Command("list")
    .description("all that protects artifacts, or what does in one project: holds of people, and what is kept")
    .option("--project <project>", projectHelp)
    .option("--json", "one JSON value a line")
    .action(async ({ project, json }: { project?: string; json?: true }) => {
      const api = openApi();
      const query = project === undefined ? {} : { project: await projectOf(api, project) };
      const { holds } = await api(["holds"], HoldList, { query });
      for (const hold of holds) say(json ? JSON.stringify(hold) : holdLine(hold));
      if (holds.length === 0 && !json) say("nothing is held");
    });
}

function removeCommand(): Command {
  return new Command("remove")
    .description("let deletes touch it again; what a rule or a release keeps is let go by: penstock keeps let-go")
    .argument("<what>", what)
    .requiredOption("--project <project>", projectHelp)
    .requiredOption("--reason <text>", reasonHelp)
    .action(async (on: string, { project, reason }: Options) => {
      const api = openApi();
      const id = String(await projectOf(api, project));
      const { hold } = await api(["holds", id, on], OneHold, { method: "DELETE", body: { reason } });
      say(`let go: ${holdLine(hold)}`);
    });
}
