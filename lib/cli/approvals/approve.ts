import { Command } from "commander";
import { type Api, openApi } from "../api.ts";
import { confirm, terminal } from "../jobs/confirm.ts";
import { Problem } from "../jobs/problem.ts";
import { note, say } from "../print.ts";
import { safe } from "../render.ts";
import { speaker, speakerText } from "../speaker.ts";
import { ApprovalList, GateDecided, type PendingAnswer } from "./answers.ts";
import { findGate } from "./gate.ts";
import { gateLines } from "./text.ts";

interface Options {
  readonly project?: string;
  readonly digest?: string;
  readonly reason?: string;
  readonly as?: string;
  readonly yes?: true;
  readonly json?: true;
}

/** `penstock approvals approve JOB` */
export function approveCommand(): Command {
  return new Command("approve")
    .description("say yes to a manual job: exactly to what is shown, and to nothing else")
    .argument("<job>", "its number, or its web address")
    .option("--project <project>", "its full path or its number, where the job's number alone is not enough")
    .option("--digest <digest>", "only if it is the one that you saw: its first 8 letters or more")
    .option("--reason <text>", "why: it stands in the journal")
    .option("--as <username>", "on the twin: as which of its people; default: the first")
    .option("--yes", "do not ask")
    .option("--json", "the gate and the person as one JSON document")
    .addHelpText("after", help)
    .action(approve);
}

const help = `
You speak with the GitLab token in PENSTOCK_GITLAB_TOKEN: it tells who you are (the scope read_user is
enough), and what you may do is asked of GitLab. Your yes counts if the rule asks for people like you,
if you may play the job yourself, and if you neither wrote it nor began its pipeline. It is asked once
more right before the job is played.

Ends with 0 once your yes is written down, with 1 where it is refused: nothing is changed then.

Examples:
  penstock approvals approve https://gitlab.example.com/shop/api/-/jobs/1001
  penstock approvals approve 1001 --digest 3f2a9c1d --yes --reason "seen with the team"`;

async function approve(job: string, { project, digest, reason, as, yes, json }: Options): Promise<void> {
  if (digest !== undefined && digest.length < 8) throw new Problem("--digest takes at least 8 letters of the digest");
  const api = openApi();
  const me = speaker(as);
  const { gate, person } = await findGate(job, { api, speaker: me, ...(project !== undefined && { project }) });
  for (const line of [`a yes to:`, ...gateLines(gate)]) note(line);
  if (person) note(speakerText(me, person.username));
  if (digest !== undefined) refuseOther(gate, digest);
  if (!yes) await ask(gate);
  const path = ["approvals", String(gate.project), String(gate.job), "approve"];
  const body = { digest: gate.digest, ...(reason !== undefined && { reason }) };
  const done = await api(path, GateDecided, { method: "POST", headers: me.headers, body });
  if (json) return say(JSON.stringify(done));
  say(`@${safe(done.person.username)} says yes to job ${gate.job}: ${await whatNext(gate.job, api)}`);
}

/** @throws Problem */
function refuseOther({ job, digest }: PendingAnswer, given: string): void {
  if (!digest.startsWith(given.toLowerCase()))
    throw new Problem(`job ${job} is not what you saw any more: its digest is ${safe(digest)}. Nothing was changed.`);
}

/** @throws Problem */
async function ask({ job, name }: PendingAnswer): Promise<void> {
  const desk = terminal();
  if (!desk.isAttended)
    throw new Problem("nobody sits here who could be asked: say --yes if you mean it. Nothing was changed.");
  if (!(await confirm(`Approve job ${job} ${JSON.stringify(safe(name))}?`, desk)))
    throw new Problem("nothing was changed");
}

async function whatNext(job: number, api: Api): Promise<string> {
  const { approvals } = await api(["approvals"], ApprovalList, { query: { job } });
  const missing = Math.max(0, ...approvals.flatMap(({ rules }) => rules.map((rule) => rule.missing)));
  if (missing > 0) return `${missing} more needed`;
  return `enough have; what it still waits for: penstock gates why ${job}`;
}
