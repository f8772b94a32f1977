import { backoffSeconds, type Outcome } from "../core/outcome.ts";
import type { Task } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import type { Worker } from "./worker.ts";

const replicaLagMillis = 15_000;
/** So often a job whose call is open may be missing before a person must look. */
const mostMissing = 3;

/** A job that was just made may be missing on a replica that lags (docs.gitlab.com/administration/postgresql, read 2026-11). */
export function missing(held: Task, jobId: number, { clock, luck }: Worker): Outcome {
  const now = clock();
  const reason = `job ${jobId} is not there: it was deleted, or the token may not see it`;
  if (held.unsure) return missingUnsettled(held, reason, { now, luck: luck() });
  if (now - held.createdAt > replicaLagMillis) return { kind: "skipped", reason };
  return { kind: "again", at: now + replicaLagMillis, why: "wait", reason };
}

/** One answer that a job is gone does not settle what a call did to it. */
function missingUnsettled(held: Task, reason: string, { now, luck }: { now: Instant; luck: number }): Outcome {
  const { settleAt = now, setbacks = 0 } = held;
  if (now < settleAt) return { kind: "again", at: settleAt, why: "wait", reason };
  if (setbacks < mostMissing)
    return { kind: "again", at: now + Math.round(backoffSeconds(setbacks, luck) * 1000), why: "setback", reason };
  return {
    kind: "attention",
    reason: `it could not be learnt whether our call reached the job: ${reason}`,
    remedy:
      "Look whether the job should have run. Then dismiss the task, or redrive it once the job can be seen again.",
  };
}
