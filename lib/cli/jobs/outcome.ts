import type { Job } from "../../core/job.ts";
import type { Reply } from "../../core/ports.ts";
import type { JobDetail } from "../../gitlab/answers/detail.ts";
import { cureOf } from "./cure.ts";
import type { How, Verb } from "./deed.ts";
import { jobText, statusText } from "./text.ts";

/**
 * How a verb on one job ended.
 * - `done`: as wanted. `nothing`: it was so already. `would`: a dry run, which GitLab's conditions would let pass.
 * - `refused`: by us or by GitLab; nothing changed.
 * - `unknown`: it may have been done; a person must look.
 */
export interface Outcome {
  readonly kind: "done" | "nothing" | "would" | "refused" | "unknown";
  /** What happened. */
  readonly message: string;
  /** What to do next. */
  readonly cure?: string;
  /** The job as GitLab answered it: after a retry the new one. */
  readonly job?: Pick<Job, "id" | "status" | "webUrl">;
}

export const exitCodes: Readonly<Record<Outcome["kind"], number>> = {
  done: 0,
  nothing: 0,
  would: 0,
  refused: 1,
  unknown: 3,
};

interface Errand {
  readonly job: JobDetail;
  readonly verb: Verb;
  readonly how: How;
}

/** What GitLab's reply to a verb's one request means. */
export function outcomeOf(reply: Reply, errand: Errand): Outcome {
  switch (reply.kind) {
    case "accepted":
      if (reply.job) return read(reply.job, errand);
      if (errand.verb === "delete-artifacts") return { kind: "done", message: doneText(errand) };
      return { kind: "unknown", message: "GitLab accepted it, but its answer holds no job" };
    case "rejected":
      return {
        kind: "refused",
        message: `GitLab refused to ${errand.verb} ${jobText(errand.job)}: ${reply.message}`,
        cure: cureOf(reply, errand),
      };
    case "notSent":
      return notSent(reply);
    case "unknown":
      return { kind: "unknown", message: `it is not known whether GitLab did it: ${reply.message}` };
    default:
      return reply satisfies never;
  }
}

/** No connection: certainly nothing happened. */
export function notSent({ message }: { readonly message: string }): Outcome {
  return {
    kind: "refused",
    message: `nothing was sent: ${message}`,
    cure: "Check the network and PENSTOCK_GITLAB_URL, and say it again.",
  };
}

/** GitLab answers 2xx to things that it did not do, or did otherwise: what counts is the job that it shows. */
function read(now: Job, errand: Errand): Outcome {
  const { job, verb, how } = errand;
  const done: Outcome = { kind: "done", message: doneText(errand, now), job: now };
  const isNew = now.id > job.id && now.name === job.name;
  switch (verb) {
    case "retry":
    case "restart":
      return isNew ? done : unsure(now, "it names no new job");
    case "play":
      if (now.id !== job.id && !how.rerun)
        return unsure(now, `${jobText(job)} had ended meanwhile, so that GitLab ran it again as job ${now.id}`);
      return now.status === "manual" ? unsure(now, `${jobText(job)} is manual still`) : done;
    case "cancel":
      if (now.status === "canceled" || now.status === "canceling") return done;
      return {
        kind: "refused",
        message: `GitLab canceled nothing: ${jobText(job)} is ${statusText(now)}`,
        cure: "It ended before the cancel came, or cannot be canceled in that state.",
      };
    case "keep":
      return now.artifacts?.expireAt === null ? done : unsure(now, "an expiry still shows");
    case "erase":
      return typeof now.erasedAt === "number" ? done : unsure(now, `${jobText(job)} does not show as erased`);
    case "delete-artifacts":
      return done;
    default:
      return verb satisfies never;
  }
}

function unsure(job: Job, what: string): Outcome {
  return { kind: "unknown", message: `GitLab accepted it, but ${what}`, job };
}

function doneText({ job, verb, how }: Errand, now?: Job): string {
  const shown = jobText(job);
  const state = now === undefined ? "" : statusText(now);
  const fresh = `${shown} runs again as job ${now?.id}, which is ${state}`;
  switch (verb) {
    case "retry":
    case "restart":
      return fresh;
    case "play":
      if (how.rerun && now?.id !== job.id) return fresh;
      // old GitLabs answer `started`, which is no status
      return now?.status === "other" ? `${shown} was started` : `${shown} was started: it is ${state}`;
    case "cancel":
      return now?.status === "canceling" ? `${shown} is canceling: its runner ends it` : `${shown} is canceled`;
    case "keep":
      return `the artifacts of ${shown} stay until somebody deletes them`;
    case "erase":
      return `${shown} is erased: log and artifacts are gone`;
    case "delete-artifacts":
      return `the artifacts of ${shown} are deleted`;
    default:
      return verb satisfies never;
  }
}
