import { jobText } from "../../actions/action.ts";
import type { Outcome } from "../../core/outcome.ts";
import type { Task } from "../../core/task.ts";
import { type Instant, instantText } from "../../core/time.ts";
import { wantingRules } from "../judge.ts";
import type { Seen } from "../seen.ts";
import type { Worker } from "../worker.ts";

/** A keep that comes with less than this left came too late for anybody to mend what kept it. */
const spareMillis = 10 * 60_000;

const lengthen =
  "Lengthen expire_in in the job's artifacts, or keep earlier: by a rule on job with status success. Look whether the switch, a calendar or a delay of the rule kept it waiting.";

/** How a run of a keep ended. */
interface KeepEnd {
  readonly outcome: Outcome;
  /** What it saw before it decided. */
  readonly seen?: Seen;
  /** The one request, and how GitLab answered it. */
  readonly call?: string;
}

/** What is wrong with a keep that came late, or not at all. */
interface LateKeep {
  /** `keepTooLate`: the artifacts had expired; `keepLate`: they were about to; `keepForbidden`: GitLab forbade it. */
  readonly code: "keepTooLate" | "keepLate" | "keepForbidden";
  readonly expiresAt?: string;
  readonly reason: string;
  readonly advice: string;
}

/**
 * Whether a run of a keep is a matter for a person at once: what a rule wants kept has expired, expires within ten minutes,
 * or GitLab does not let us keep it. `undefined`: it is not, or no rule that acts wants it.
 *
 * @param task after the run
 */
function lateKeep(task: Task, { outcome, seen, call }: KeepEnd, now: Instant): LateKeep | undefined {
  if (task.verb !== "keep" || !seen || outcome.kind === "reported" || outcome.kind === "skipped") return undefined;
  if (wantingRules(seen.live, now).length === 0) return undefined;
  const { job } = seen.live.facts;
  const expireAt = job.artifacts?.expireAt;
  const reason = "reason" in outcome ? outcome.reason : "";
  const isRefused = outcome.kind === "refused";
  if (isRefused && call?.endsWith(": 403")) return { code: "keepForbidden", reason, advice: allow };
  if (typeof expireAt !== "number") return undefined;
  const expiresAt = instantText(expireAt);
  if (isRefused && expireAt <= now) return { code: "keepTooLate", expiresAt, reason, advice: lengthen };
  if (expireAt - now >= spareMillis) return undefined;
  const left = `${Math.max(0, Math.floor((expireAt - now) / 60_000))} min before the artifacts of ${jobText(job)} expire: ${reason}`;
  return { code: "keepLate", expiresAt, reason: left, advice: lengthen };
}

const allow =
  "Let a maintainer allow what the reason names, then redrive the task before the artifacts expire: penstock tasks redrive.";

/** Alarms of a keep that came late, where whoever watches the log sees it. */
export function warnOfLateKeep(task: Task, ran: KeepEnd, { clock, log }: Worker): void {
  const late = lateKeep(task, ran, clock());
  if (late) log.error("keep", { source: task.source, task: task.id, ...late });
}
