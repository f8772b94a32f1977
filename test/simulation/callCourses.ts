import type { Refusal } from "../../infra/twin/machine/refusal.ts";
import type { Done } from "../../infra/twin/machine/wish.ts";
import type { Reply } from "../../lib/core/ports.ts";
import { callTimeoutSeconds } from "./settings.ts";
import type { Stage } from "./stage.ts";
import { jobSeen } from "./views.ts";
import type { Sent } from "./witness.ts";

interface Course {
  readonly thereMillis: number;
  readonly backMillis: number;
  /** Whether GitLab works on it. */
  readonly isDone: "now" | "later" | "never";
  /** What the caller hears, whatever GitLab would answer. */
  readonly reply?: Reply;
}

const patience = callTimeoutSeconds * 1000;
export const silence: Reply = { kind: "unknown", message: "no answer in time" };

/** How long a request of that fate is on its way, and what comes back. */
export function coursesOf(
  { random }: Stage,
  { fate, reach }: { fate: Sent["fate"]; reach: number; lateSeconds: number },
): Course {
  const quick = { thereMillis: reach, backMillis: 20 + Math.round(random.next() * 200) };
  switch (fate) {
    case "refused":
      return { ...quick, isDone: "never", reply: { kind: "notSent", message: "connection refused" } };
    case "down":
      return random.chance(0.5)
        ? { ...quick, isDone: "never", reply: { kind: "notSent", message: "no route to GitLab" } }
        : { thereMillis: patience, backMillis: 0, isDone: "never", reply: silence };
    case "lostRequest":
      return { thereMillis: patience, backMillis: 0, isDone: "never", reply: silence };
    case "late":
      return { thereMillis: patience, backMillis: 0, isDone: "later", reply: silence };
    case "lostReply":
      return { thereMillis: reach, backMillis: patience - reach, isDone: "now", reply: silence };
    case "errorBefore":
      return { ...quick, isDone: "never", reply: { kind: "unknown", message: "500" } };
    case "errorAfter":
      return { ...quick, isDone: "now", reply: { kind: "unknown", message: "502" } };
    case "throttled":
      return { ...quick, isDone: "never", reply: throttled(random.chance(0.5) ? 30 : undefined) };
    case "unauthorized":
      return { ...quick, isDone: "never", reply: { kind: "rejected", status: 401, message: "401 Unauthorized" } };
    case "forbidden":
      return { ...quick, isDone: "never", reply: { kind: "rejected", status: 403, message: "403 Forbidden" } };
    case "slow":
      return {
        thereMillis: Math.round(patience * 0.7 * random.next()),
        backMillis: Math.round(patience * 0.25),
        isDone: "now",
      };
    default:
      return { ...quick, isDone: "now" };
  }
}

function throttled(retryAfterSeconds: number | undefined): Reply {
  const said = { kind: "rejected", status: 429, message: "429 Too Many Requests" } as const;
  return retryAfterSeconds === undefined ? said : { ...said, retryAfterSeconds };
}

/** What GitLab answers to what it did. */
export function replyTo(
  stage: Stage,
  done: Done | Refusal | undefined,
  { verb, jobId, fate }: Pick<Sent, "verb" | "jobId" | "fate">,
): Reply {
  if (!done) return silence;
  if ("refused" in done) {
    const message = typeof done.message === "string" ? done.message : done.message.error;
    const { retryAfterSeconds } = done;
    return {
      kind: "rejected",
      status: done.refused,
      message,
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    };
  }
  if (verb === "deleteArtifacts" || fate === "noJob") return { kind: "accepted", status: done.status };
  const old = fate === "oldJob" ? stage.twin.world.jobs.get(jobId) : undefined;
  return { kind: "accepted", status: done.status, job: jobSeen(old ?? done.job, stage.timeline.now()) };
}
