import { Command } from "commander";
import { say } from "../print.ts";
import { absentText } from "./absent.ts";
import { readTarget } from "./address.ts";
import { cardLines } from "./card.ts";
import { withClient } from "./client.ts";
import { jsonOf, jsonText } from "./json.ts";
import { Problem } from "./problem.ts";
import { tokenJob } from "./tokenjob.ts";

interface GetOptions {
  readonly project?: string;
  readonly ofToken?: boolean;
  readonly json?: boolean;
}

/** `penstock jobs get` */
export function getCommand(): Command {
  return new Command("get")
    .description("all that is known of a job, and what can be done with it now")
    .argument("[job]", "its web address, or its id with --project")
    .option("--project <id|path>", "whose job it is, where it is named by its id")
    .option("--of-token", "the job whose CI job token is used, and the agents that it may use")
    .option("--json", "as one JSON value")
    .action(async (text: string | undefined, { project, ofToken = false, json = false }: GetOptions) => {
      await withClient(async ({ api, clock, baseUrl }) => {
        if (ofToken === (text !== undefined))
          throw new Problem("which job? Write its web address or id, or --of-token");
        if (text === undefined) return say((await tokenJob(api, clock(), json)).join("\n"));
        const target = readTarget(text, project, baseUrl);
        if ("problem" in target) throw new Problem(target.problem);
        const job = await api.jobs.get(target.project, target.jobId);
        if (!job) throw new Problem(absentText(target));
        say(json ? jsonText(jsonOf(job)) : cardLines(job, clock()).join("\n"));
      });
    });
}
