import { Command } from "commander";
import { openApi } from "../api.ts";
import { projectOf } from "../holdProject.ts";
import { note, say } from "../print.ts";
import { type KeepAnswer, OneKeep } from "./answers.ts";
import { keepText } from "./text.ts";

const help = `
GitLab has no way to give artifacts an expiry date again: what was kept stays there without one, and rules spare what has
none. To free it, delete it yourself once it is let go.

Examples:
  penstock keeps let-go job:1001 --project shop/api --reason "v1.2 was withdrawn"
  penstock jobs delete-artifacts --project shop/api 1001`;

/** `penstock keeps let-go` */
export function letGoCommand(): Command {
  return new Command("let-go")
    .description("take an entry out of the ledger, a proposal or not; the journal keeps who did it and why")
    .argument("<what>", "job:ID or pipeline:ID, as list shows it")
    .requiredOption("--project <project>", "its full path, if Penstock knows it, or its number")
    .requiredOption("--reason <text>", "why: it stands in the journal")
    .addHelpText("after", help)
    .action(async (on: string, { project, reason }: { project: string; reason: string }) => {
      const api = openApi();
      const id = String(await projectOf(api, project, on));
      const { keep } = await api(["keeps", id, on], OneKeep, { method: "DELETE", body: { reason } });
      say(`let go: ${keepText(keep)}`);
      for (const line of truth(keep)) note(line);
    });
}

/** What it does not do. */
function truth({ on, project, release }: KeepAnswer): string[] {
  if (on.startsWith("pipeline:"))
    return [
      "nothing changed in GitLab; jobs of it that are kept themselves stay so: penstock keeps list",
      ...(release === undefined
        ? []
        : ["as long as GitLab shows its release no rule deletes it, and a review may enter it again"]),
    ];
  return [
    "nothing changed in GitLab: it has no way to give artifacts an expiry date again, and rules spare what has none",
    `to free it: penstock jobs delete-artifacts --project ${project} ${on.slice("job:".length)}`,
  ];
}
