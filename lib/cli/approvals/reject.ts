import { Command } from "commander";
import { openApi } from "../api.ts";
import { note, say } from "../print.ts";
import { safe } from "../render.ts";
import { speaker, speakerText } from "../speaker.ts";
import { GateDecided } from "./answers.ts";
import { findGate } from "./gate.ts";

interface Options {
  readonly project?: string;
  readonly reason: string;
  readonly as?: string;
  readonly json?: true;
}

/** `penstock approvals reject JOB` */
export function rejectCommand(): Command {
  return new Command("reject")
    .description("say no to a manual job: its gate is closed, whatever changes later")
    .argument("<job>", "its number, or its web address")
    .requiredOption("--reason <text>", "why: people see it, and it stands in the journal")
    .option("--project <project>", "its full path or its number, where the job's number alone is not enough")
    .option("--as <username>", "on the twin: as which of its people; default: the first")
    .option("--json", "the gate and the person as one JSON document")
    .addHelpText("after", help)
    .action(reject);
}

const help = `
Whoever may approve it may reject it, and whoever wrote it or began its pipeline may withdraw it. You
speak with the GitLab token in PENSTOCK_GITLAB_TOKEN. Nothing of it is played any more, until somebody
redrives its task (penstock tasks redrive), which opens the gate anew and empty, or until you approve
it yourself.

Example:
  penstock approvals reject 1001 --reason "the migration is not reviewed"`;

async function reject(job: string, { project, reason, as, json }: Options): Promise<void> {
  const api = openApi();
  const me = speaker(as);
  const { gate, person } = await findGate(job, { api, speaker: me, ...(project !== undefined && { project }) });
  if (person) note(speakerText(me, person.username));
  const path = ["approvals", String(gate.project), String(gate.job), "reject"];
  const done = await api(path, GateDecided, { method: "POST", headers: me.headers, body: { reason } });
  if (json) return say(JSON.stringify(done));
  say(
    `@${safe(done.person.username)} says no to job ${gate.job} ${JSON.stringify(safe(gate.name))}: its gate is closed`,
  );
  say(`to open it anew: penstock tasks redrive ${safe(gate.task)} --reason "…"`);
}
