import { type Action, jobText, type Sight } from "../../actions/action.ts";
import type { Job } from "../../core/job.ts";
import type { Outcome } from "../../core/outcome.ts";
import type { Known } from "./history.ts";

/** What the verb's own look would say, as far as recorded facts tell it. */
export function sightOf(action: Action, { facts, earlierRuns, newerRun, isOurPipeline }: Known): Sight {
  const stop = whyNot(action, facts.job, newerRun);
  return { earlier: "notDone", earlierRuns, ...(stop && { stop }), ...(isOurPipeline && { isOurPipeline }) };
}

function whyNot({ verb, startsFrom }: Action, job: Job, newerRun: number | undefined): Outcome | undefined {
  const name = jobText(job);
  if (!startsFrom.includes(job.status)) return { kind: "skipped", reason: `${name} is ${job.status}` };
  if (verb === "retry" && newerRun !== undefined)
    return { kind: "skipped", reason: `${name} was already retried, as job ${newerRun}` };
  if (verb === "retry" && (job.pipelineStatus === "canceled" || job.pipelineStatus === "canceling"))
    return { kind: "skipped", reason: `${name} belongs to a pipeline that was canceled` };
  if (verb === "cancel" && job.isBridge) return { kind: "refused", reason: `${name} is a trigger job` };
  if (job.archived && verb !== "cancel" && verb !== "notify") return { kind: "refused", reason: `${name} is archived` };
  return verb === "keep" ? whyNotKept(job, name) : undefined;
}

/** Hooks do not tell what a job left behind: then it is taken to be there. */
function whyNotKept({ artifacts }: Job, name: string): Outcome | undefined {
  if (artifacts === undefined) return undefined;
  if (!artifacts?.files.some(({ type }) => type === "archive"))
    return { kind: "refused", reason: `${name} has no artifacts archive to keep` };
  return artifacts.expireAt === null
    ? { kind: "skipped", reason: `the artifacts of ${name} are kept already` }
    : undefined;
}
