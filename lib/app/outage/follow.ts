import { GitLabError } from "../../core/errors.ts";
import { canaryPauseMillis, type Outage } from "../../core/outage.ts";
import type { Task } from "../../core/task.ts";
import type { CompiledRule } from "../../rules/compile.ts";
import { liveFacts } from "../liveFacts.ts";
import { askOf } from "../throttleNeeds.ts";
import { patientUntil } from "../throttleRun.ts";
import type { Worker } from "../worker.ts";
import { withoutCanary } from "./canary.ts";
import { changeOutage } from "./change.ts";
import { closing } from "./close.ts";
import { findFailure } from "./failure.ts";
import { type Fate, fateOf } from "./fate.ts";
import { madeBy } from "./made.ts";
import type { StoredOutage } from "./stored.ts";

/** What could not be seen for so long is not waited for: another one may show it. */
const longestAskedMillis = 2 * 3_600_000;

interface Asked {
  readonly source: string;
  readonly rule: CompiledRule;
}

/**
 * Looks what became of an outage's canary, and does what follows: the outage closes, another canary may go, at once or after
 * a longer pause, or it is waited for.
 *
 * @throws StoreError when the tables cannot be read or written
 */
export async function followCanary(stored: StoredOutage, asked: Asked, worker: Worker): Promise<void> {
  const { outage } = stored;
  if (!outage.canary) return;
  const { source } = asked;
  const made = await madeBy(outage.canary, worker.store);
  if (made === "open") return;
  const change = (changed: Outage) => changeOutage({ source, seen: stored.text, outage: changed }, worker.store);
  if (made === "none") return void (await change(withoutCanary(outage)));
  const canary = { ...outage.canary, jobId: made.jobId };
  const fate = await look({ ...outage, canary }, made, { ...asked, worker });
  switch (fate.kind) {
    case "helped":
      await closing(stored, { source, why: fate.why }, worker);
      return;
    case "failed":
      await change(after(outage, worker));
      return worker.log.info("outage canary failed", { source, outage: outage.id, reason: fate.why });
    case "lost":
      await change(withoutCanary(outage));
      return;
    case "open":
      if (outage.canary.jobId === undefined) await change({ ...outage, canary });
      return;
    default:
      return fate satisfies never;
  }
}

/** Without its canary, which did not help. */
function after({ canary: _, ...outage }: Outage, { clock }: Worker): Outage {
  return { ...outage, nextCanaryAt: clock() + canaryPauseMillis(outage.canaries) };
}

/** What GitLab says of the new job. Where it cannot be asked, the next minute asks. */
async function look(
  outage: Outage,
  { jobId, task }: { readonly jobId: number; readonly task: Task },
  { source, rule, worker }: Asked & { readonly worker: Worker },
): Promise<Fate> {
  const gitlab = await worker.gitlab(source);
  const room = gitlab && (await worker.throttle.take(askOf({ source, verb: "retry" }), patientUntil(worker)));
  if (!room || "closedUntil" in room) return { kind: "open" };
  try {
    const metered = room.meter(gitlab);
    const now = worker.clock();
    const facts = await liveFacts(task, jobId, metered.reads);
    const isFailed = facts?.job.status === "failed";
    const found = isFailed ? await findFailure(rule, facts, { gitlab: metered, now }) : facts;
    return fateOf(outage, found, { rule, now });
  } catch (error) {
    if (!(error instanceof GitLabError)) throw error;
    worker.log.info("outage canary not seen", { source, outage: outage.id, reason: error.message });
    const askedFor = worker.clock() - (outage.canary?.sentAt ?? 0);
    return { kind: askedFor < longestAskedMillis ? "open" : "lost" };
  } finally {
    await room.end();
  }
}
