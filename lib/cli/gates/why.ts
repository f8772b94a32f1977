import { Command } from "commander";
import { type Api, openApi } from "../api.ts";
import { note, say } from "../print.ts";
import { entryLines, safe } from "../render.ts";
import { Explained } from "../rules/explanation.ts";
import { GateShown } from "./answers.ts";
import { isNoGate, type NamedJob, namedJob } from "./job.ts";
import { whyLines } from "./text.ts";

interface Options {
  readonly project?: string;
  readonly json?: true;
}

/** `penstock gates why JOB` */
export function whyCommand(): Command {
  return new Command("why")
    .description("why a manual job waits: what each rule requires, who has said yes, and what happened last")
    .argument("<job>", "its number, or its web address")
    .option("--project <project>", "its full path or its number, where the job's number alone is not enough")
    .option("--json", "one JSON document: { gate, needs, … }, or { gate: null, explained } of a job that is no gate")
    .addHelpText("after", help)
    .action(why);
}

const help = `
Whether people may still say yes is asked of GitLab now. Of a job that is no gate it tells what the rules
say to it.

Example:
  penstock gates why https://gitlab.example.com/shop/api/-/jobs/1001`;

async function why(text: string, { project, json }: Options): Promise<void> {
  const api = openApi();
  const place = await namedJob(text, project, api);
  const shown = await gateAt(place, api);
  if (!shown) return await tellNoGate(place, { api, json: json === true });
  if (json) return say(JSON.stringify(shown));
  for (const line of whyLines(shown, shown.now)) say(line);
  if (shown.entries.length > 0) say("");
  for (const entry of shown.entries) for (const line of entryLines(entry)) say(line);
}

async function gateAt({ project, job }: NamedJob, api: Api): Promise<GateShown | undefined> {
  try {
    return await api(["gates", String(project), String(job)], GateShown);
  } catch (error) {
    if (isNoGate(error)) return undefined;
    throw error;
  }
}

/** What the rules say to a job that nobody waits at. */
async function tellNoGate(
  { project, job }: NamedJob,
  { api, json }: { readonly api: Api; readonly json: boolean },
): Promise<void> {
  const explained = await api(["explain"], Explained, { method: "POST", body: { job: { project, id: job } } });
  if (json) return say(JSON.stringify({ gate: null, explained }));
  const plays = explained.jobs.flatMap(({ rules }) =>
    rules.filter(({ does, answer }) => does.action === "play" && answer !== "no"),
  );
  say(safe(explained.about));
  say(
    plays.length === 0 ? "no rule makes it a gate" : "no gate is noted at it; what the rules say that could play it:",
  );
  for (const { text } of plays) say(`  ${safe(text)}`);
  for (const { summary } of explained.jobs) if (plays.length === 0) say(safe(summary));
  for (const text of explained.notes) note(`note: ${safe(text)}`);
}
