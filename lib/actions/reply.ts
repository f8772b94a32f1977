import type { Job } from "../core/job.ts";
import { backoffSeconds, type Outcome } from "../core/outcome.ts";
import type { Reply } from "../core/ports.ts";
import type { Instant } from "../core/time.ts";
import { type Action, jobText } from "./action.ts";

/** GitLab refuses more than three tries a minute on one job (limits of autumn 2026), so 429 waits at least this long. */
const leastWaitSeconds = 20;
const defaultWaitSeconds = 60;

/**
 * What a reply means for the task, and whether the call certainly did nothing.
 * `setbacks` is how often the task was put off in a row; `luck` (0 to 1) spreads the next try.
 */
export function readReply(
  action: Action,
  reply: Reply,
  { job, now, setbacks, luck }: { job: Job; now: Instant; setbacks: number; luck: number },
): { readonly outcome: Outcome; readonly didNothing: boolean } {
  const later: Later = (seconds, reason, why = "setback") => ({
    kind: "again",
    at: now + Math.round(seconds * 1000),
    why,
    reason,
  });
  const pause = backoffSeconds(setbacks, luck);
  switch (reply.kind) {
    case "accepted": {
      const outcome = action.accepted(reply, job);
      return { outcome, didNothing: outcome.kind === "skipped" };
    }
    case "unknown":
      return { outcome: { kind: "unknown", reason: reply.message }, didNothing: false };
    case "notSent":
      return { outcome: later(pause, reply.message), didNothing: true };
    case "rejected": {
      const special = action.rejected?.(reply, job, now + Math.round(pause * 1000));
      return { outcome: special ?? asForAnyVerb(action, reply, { job, later, pause }), didNothing: true };
    }
    default:
      return reply satisfies never;
  }
}

/** Puts a task off; default: as a setback. */
type Later = (seconds: number, reason: string, why?: "wait" | "setback") => Outcome;

function asForAnyVerb(
  action: Action,
  reply: Reply & { kind: "rejected" },
  { job, later, pause }: { job: Job; later: Later; pause: number },
): Outcome {
  const said = `GitLab answered ${reply.status} to ${action.verb} of ${jobText(job)}: ${reply.message}`;
  switch (reply.status) {
    case 429:
      return later(
        Math.max(reply.retryAfterSeconds ?? defaultWaitSeconds, leastWaitSeconds, pause),
        said,
        // The whole rate is used up: that is nothing about this job, so it does not count towards attention.
        reply.limit === "instance" ? "wait" : "setback",
      );
    case 401:
      return later(Math.max(pause, 60), `${said}. The token is not accepted: it has expired or was revoked.`);
    case 404:
    case 409:
      return later(pause, said);
    default:
      return { kind: "refused", reason: action.remedy && reply.status === 403 ? `${said}. ${action.remedy}` : said };
  }
}
