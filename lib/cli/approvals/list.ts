import { Command } from "commander";
import { openApi } from "../api.ts";
import { projectOf } from "../holdProject.ts";
import { say } from "../print.ts";
import { ApprovalList } from "./answers.ts";
import { approvalLines } from "./text.ts";

interface Options {
  readonly project?: string;
  readonly rejected?: true;
  readonly json?: true;
}

/** `penstock approvals list` */
export function listCommand(): Command {
  return new Command("list")
    .description(
      "the manual jobs that wait for people: since when, until when, who has said yes and how many are missing",
    )
    .option("--project <project>", "only of this project: its full path, if Penstock knows it, or its number")
    .option("--rejected", "also those that somebody rejected")
    .option("--json", "one JSON document: { approvals, now }, times in milliseconds since 1970")
    .addHelpText("after", help)
    .action(list);
}

const help = `
A yes is listed as long as it is of what would be played now. Whether whoever said it may still say
so is asked of GitLab right before the job is played.

Example:
  penstock approvals list --project shop/api`;

async function list({ project, rejected, json }: Options): Promise<void> {
  const api = openApi();
  const query = {
    ...(project !== undefined && { project: await projectOf(api, project) }),
    ...(rejected && { rejected: "true" }),
  };
  const { approvals, now } = await api(["approvals"], ApprovalList, { query });
  if (json) return say(JSON.stringify({ approvals, now }));
  if (approvals.length === 0) return say("nothing waits for approval");
  for (const line of approvalLines(approvals, now)) say(line);
}
