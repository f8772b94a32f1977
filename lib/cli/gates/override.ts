import { Command } from "commander";
import { spanText } from "../../core/span.ts";
import { instantText } from "../../core/time.ts";
import { openApi } from "../api.ts";
import { note, say } from "../print.ts";
import { speaker, speakerText } from "../speaker.ts";
import { GateOverridden } from "./answers.ts";
import { namedJob } from "./job.ts";
import { gateText } from "./text.ts";

interface Options {
  readonly project?: string;
  readonly reason: string;
  readonly for?: string;
  readonly as?: string;
  readonly json?: true;
}

/** `penstock gates override JOB` */
export function overrideCommand(): Command {
  return new Command("override")
    .description("set a gate's calendar aside for a while: two people must say so within an hour")
    .argument("<job>", "its number, or its web address")
    .requiredOption("--reason <text>", "why: it stands in the journal")
    .option("--for <span>", "for how long once it is granted, e.g. 30m; at most 24h, 1h unless told")
    .option("--project <project>", "its full path or its number, where the job's number alone is not enough")
    .option("--as <username>", "on the twin: as which of its people; default: the first")
    .option("--json", "the gate and the person as one JSON document")
    .addHelpText("after", help)
    .action(override);
}

const help = `
The first person asks, a second one grants it by saying the same; of two spans the shorter one holds. You
speak with the GitLab token in PENSTOCK_GITLAB_TOKEN: you must be one of those whom the rule lets set it
aside (maintainers unless it says otherwise), and whoever grants it neither wrote what would be played nor
began its pipeline. It is over by itself, and void once something else would be played.

Ends with 0 once it is asked for or granted, with 1 where it is refused: nothing is changed then.

Examples:
  penstock gates override https://gitlab.example.com/shop/api/-/jobs/1001 --reason "the fix must go out"
  penstock gates override 1001 --reason "agreed" --for 30m`;

async function override(text: string, { project, reason, for: span, as, json }: Options): Promise<void> {
  const api = openApi();
  const me = speaker(as);
  const { project: id, job } = await namedJob(text, project, api);
  const path = ["gates", String(id), String(job), "override"];
  const body = { reason, ...(span !== undefined && { for: span }) };
  const done = await api(path, GateOverridden, { method: "POST", headers: me.headers, body });
  note(speakerText(me, done.person.username));
  if (json) return say(JSON.stringify(done));
  const { until, forSeconds = 0 } = done.gate.override ?? {};
  if (until !== undefined) return say(`set aside until ${instantText(until)}: the calendar of ${gateText(done.gate)}`);
  say(
    `asked for ${spanText(forSeconds)}: the calendar of ${gateText(done.gate)}; a second person must say so within an hour`,
  );
}
