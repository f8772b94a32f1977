import { GitLabError } from "../../core/errors.ts";
import type { Job } from "../../core/job.ts";
import type { Page, Reply } from "../../core/ports.ts";
import type { JobDetail } from "../../gitlab/answers/detail.ts";
import { safe } from "../render.ts";
import type { Target } from "./address.ts";
import type { Client } from "./client.ts";
import type { How, Verb } from "./deed.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import { closed, jobText, statusText } from "./text.ts";

/** One verb on one job that was looked at. */
export interface Errand {
  readonly client: Client;
  readonly target: Target;
  readonly job: JobDetail;
  readonly verb: Verb;
  readonly how: How;
}

/** Sends a verb's one request, and tells what came of it; where that is not known, by looking once more. */
export async function carryOut(errand: Errand, send: () => Promise<Reply>): Promise<Outcome> {
  const outcome = outcomeOf(await send(), errand);
  return outcome.kind === "unknown" ? await lookAgain(errand, outcome) : outcome;
}

async function lookAgain(errand: Errand, outcome: Outcome): Promise<Outcome> {
  const seen = await lookedAt(errand);
  const cure = `Look at it${errand.job.webUrl ? ` at ${safe(errand.job.webUrl)}` : ""} before you say it again.`;
  return { cure, ...outcome, message: `${closed(outcome.message)} ${seen}` };
}

async function lookedAt(errand: Errand): Promise<string> {
  const { client, target, job, verb, how } = errand;
  try {
    const now = await client.api.jobs.get(target.project, target.jobId);
    if (!now) return `${jobText(job)} is not there any more`;
    const state = `${jobText(now)} is ${statusText(now)} now${stateOfFiles(now, verb)}`;
    if (verb !== "retry" && verb !== "restart" && !how.rerun) return state;
    const newer = await newerRun(errand);
    return `${state}, and ${newer ? `job ${newer.id} is a newer run of it` : "no newer run of it is there"}`;
  } catch (error) {
    if (!(error instanceof GitLabError)) throw error;
    return `Looking again failed as well: ${error.message}`;
  }
}

function stateOfFiles({ artifacts, erasedAt }: Job, verb: Verb): string {
  if (verb === "keep")
    return artifacts?.expireAt === null ? ", its artifacts are kept" : ", its artifacts still expire";
  if (verb === "erase") return typeof erasedAt === "number" ? " and erased" : " and not erased";
  if (verb !== "delete-artifacts") return "";
  return artifacts?.files.some(({ type }) => type !== "trace")
    ? ", it still has artifacts"
    : ", its artifacts are gone";
}

const mostPages = 20;

/** GitLab does not tell of a job that it was retried, but its pipeline lists the newest run of each name. */
async function newerRun({ client, target, job }: Errand): Promise<JobDetail | undefined> {
  const { pipelineId } = job;
  if (pipelineId === undefined) return undefined;
  let cursor: string | undefined;
  for (let pages = 0; pages < mostPages; pages++) {
    const asked = cursor === undefined ? {} : { cursor };
    const page: Page<JobDetail> | undefined = await client.api.jobs.inPipelinePage(target.project, pipelineId, asked);
    const newer = page?.items.find(({ id, name }) => id > job.id && name === job.name);
    if (newer || page?.next === undefined) return newer;
    cursor = page.next;
  }
  return undefined;
}
