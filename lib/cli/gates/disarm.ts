import { Command } from "commander";
import { openApi } from "../api.ts";
import { fail, note, say } from "../print.ts";
import { safe } from "../render.ts";
import { speaker, speakerText } from "../speaker.ts";
import { GateDisarmed } from "./answers.ts";
import { namedJob } from "./job.ts";
import { gateText } from "./text.ts";

interface Options {
  readonly project?: string;
  readonly reason: string;
  readonly as?: string;
  readonly json?: true;
}

/** `penstock gates disarm JOB` */
export function disarmCommand(): Command {
  return new Command("disarm")
    .description("take an arming back: by who armed it, or by anybody who could play the job")
    .argument("<job>", "its number, or its web address")
    .option("--project <project>", "its full path or its number, where the job's number alone is not enough")
    .requiredOption("--reason <text>", "why: it stands in the journal")
    .option("--as <username>", "on the twin: as which of its people; default: the first")
    .option("--json", "the gate and the person as one JSON document")
    .addHelpText("after", help)
    .action(disarm);
}

const help = `
Another rule that wants the job played goes on by itself: penstock approvals reject stops that too.
Ends with 0 once it is disarmed, with 1 where it is refused or comes too late.

Example:
  penstock gates disarm 1001 --reason "the tests are red"`;

async function disarm(text: string, { project, reason, as, json }: Options): Promise<void> {
  const api = openApi();
  const me = speaker(as);
  const { project: id, job } = await namedJob(text, project, api);
  const path = ["gates", String(id), String(job), "disarm"];
  const done = await api(path, GateDisarmed, { method: "POST", headers: me.headers, body: { reason } });
  note(speakerText(me, done.person.username));
  if (json) say(JSON.stringify(done));
  else if (done.late === undefined) say(`disarmed: ${gateText(done.gate)}`);
  if (done.late !== undefined) fail(`disarmed too late: ${safe(done.late)}`);
}
