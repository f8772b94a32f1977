import { GitLabError } from "../../core/errors.ts";
import type { JobDetail } from "../../gitlab/answers/detail.ts";
import { fail, note, say, write } from "../print.ts";
import { safe } from "../render.ts";
import { absentText } from "./absent.ts";
import type { Target } from "./address.ts";
import type { Errand } from "./carry.ts";
import { type Client, withClient } from "./client.ts";
import { confirm, type Desk, terminal } from "./confirm.ts";
import type { How, Verb } from "./deed.ts";
import { createArrayText } from "./json.ts";
import { whatToDo } from "./judge.ts";
import { exitCodes, type Outcome } from "./outcome.ts";
import { problemText } from "./problem.ts";
import { readTargets } from "./targets.ts";

/** The options that every verb has. */
export interface VerbOptions {
  readonly project?: string;
  readonly dryRun?: true;
  readonly json?: true;
  /** Of what is final. */
  readonly yes?: true;
}

/** A verb as its command tells it. */
export interface Wish {
  readonly verb: Verb;
  readonly how: How;
  readonly options: VerbOptions;
  /** Sends it, once. */
  carryOut(errand: Errand): Promise<Outcome>;
}

/** Looks at each job, says what will happen, does it once, and says what came of it; the exit code is the worst one's. */
export async function performOn(jobs: readonly string[], wish: Wish): Promise<void> {
  await withClient(async (client) => {
    const targets = readTargets(jobs, wish.options.project, client.baseUrl);
    const { json = false } = wish.options;
    const array = createArrayText();
    let worst = 0;
    for (const target of targets) {
      const performed = await performOne({ client, target, wish, desk: terminal() });
      worst = Math.max(worst, exitCodes[performed.outcome.kind]);
      // each as it comes: what is done is told, whatever ends the command
      if (json) await write(array.item(resultOf(target, wish.verb, performed)));
      else tell(performed.outcome);
    }
    if (json) await write(array.end());
    process.exitCode = worst;
  });
}

interface One {
  readonly client: Client;
  readonly target: Target;
  readonly wish: Wish;
  readonly desk: Desk;
}

interface Performed {
  readonly job?: JobDetail;
  readonly outcome: Outcome;
}

/** One verb on one job. GitLab that cannot be asked refuses this one only. */
export async function performOne(one: One): Promise<Performed> {
  const { client, target } = one;
  try {
    const job = await client.api.jobs.get(target.project, target.jobId);
    return job ? { job, outcome: await perform(one, job) } : { outcome: absent(target) };
  } catch (error) {
    if (!(error instanceof GitLabError)) throw error;
    return { outcome: { kind: "refused", message: problemText(error, client) } };
  }
}

async function perform({ client, target, wish, desk }: One, job: JobDetail): Promise<Outcome> {
  const { verb, how, options } = wish;
  const deed = whatToDo(job, verb, { how, now: client.clock() });
  if (deed.kind === "nothing")
    return { kind: "nothing", message: `nothing to do: ${deed.why}`, ...(deed.cure && { cure: deed.cure }) };
  if (deed.kind === "refused") return { kind: "refused", message: `nothing was sent: ${deed.why}`, cure: deed.cure };
  const warnings = deed.warnings.map((warning) => `warning: ${warning}`);
  if (options.dryRun)
    return {
      kind: "would",
      message: [`would ${deed.what}`, ...warnings].join("\n"),
      cure: "Nothing was sent. The job's state allows it; whether the token may, only the call itself tells.",
    };
  for (const warning of warnings) note(warning);
  const refusal = deed.isFinal && !options.yes ? await whyNotConfirmed(deed.what, desk) : undefined;
  if (refusal) return refusal;
  if (!options.json) say(`will ${deed.what}`);
  return await wish.carryOut({ client, target, job, verb, how });
}

/** Asks, for what is final. */
export async function whyNotConfirmed(what: string, desk: Desk): Promise<Outcome | undefined> {
  if (!desk.isAttended)
    return {
      kind: "refused",
      message: `nothing was sent: it would ${what}`,
      cure: "Nobody sits here who could be asked: say --yes if you mean it.",
    };
  if (await confirm(`This will ${what}.`, desk)) return undefined;
  return { kind: "refused", message: "nothing was sent: it was not confirmed" };
}

function absent(target: Target): Outcome {
  return { kind: "refused", message: absentText(target) };
}

/** Says how it ended. */
export function tell({ kind, message, cure, job }: Outcome): void {
  const where = job?.webUrl && kind !== "refused" ? `  ${safe(job.webUrl)}` : "";
  const text = `${message}${where}${cure ? `\n${cure}` : ""}`;
  if (kind === "refused" || kind === "unknown") fail(text);
  else say(text);
}

function resultOf({ project, jobId }: Target, verb: Verb, { job, outcome }: Performed): object {
  const { kind, message, cure, job: now } = outcome;
  return {
    verb,
    project,
    jobId,
    ...(job && { name: job.name, wasStatus: job.status }),
    outcome: kind,
    message,
    ...(cure !== undefined && { advice: cure }),
    ...(now && { job: { id: now.id, status: now.status, webUrl: now.webUrl } }),
  };
}
