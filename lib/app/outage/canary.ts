import { StoreError } from "../../core/errors.ts";
import { isOpenOutage, type Outage } from "../../core/outage.ts";
import type { Outcome } from "../../core/outcome.ts";
import type { Task } from "../../core/task.ts";
import type { Instant } from "../../core/time.ts";
import type { Worker } from "../worker.ts";
import { changeOutage } from "./change.ts";
import { outageAt, type StoredOutage } from "./stored.ts";

type Held = Pick<Task, "id" | "rev" | "source" | "project">;

/** Whether it is the canary in this very run. */
export function isCanary({ canary }: Outage, held: Held): boolean {
  return canary?.task === held.id && canary.rev === held.rev;
}

/**
 * Makes a task the canary of an open outage, if its time has come and there is none: exactly one has it. A task that had
 * it before a crash, or whose call was lost, has it again.
 *
 * @returns whether it is the canary now
 * @throws StoreError when nobody can tell; its next run finds out
 */
export async function takeCanary(
  { outage, text }: StoredOutage,
  held: Held,
  { store, clock }: Pick<Worker, "store" | "clock">,
): Promise<boolean> {
  const now = clock();
  const hadIt = outage.canary?.task === held.id && outage.canary.jobId === undefined;
  if (!hadIt && !isTime(outage, now)) return false;
  const { id: task, rev, source, project } = held;
  const canary = { task, rev, project: project.id, sentAt: now };
  const taken = { ...outage, canaries: outage.canaries + (hadIt ? 0 : 1), canary };
  return await changeOutage({ source, seen: text, outage: taken }, store);
}

/** Whether the next canary may go. */
function isTime({ canary, nextCanaryAt }: Outage, now: Instant): boolean {
  return !canary && nextCanaryAt <= now;
}

/** The outage without its canary: it was none, or tells nothing. */
export function withoutCanary({ canary: _, ...outage }: Outage): Outage {
  return { ...outage, canaries: Math.max(0, outage.canaries - 1) };
}

/** Whether a run has, or may have, made the job run again. */
export function hasRun({ kind }: Outcome): boolean {
  return kind === "done" || kind === "unknown";
}

const mostTries = 4;

/** Lets another task be the canary. What cannot be written is found by `tendOutages`. */
export async function freeCanary(id: string, held: Held, worker: Pick<Worker, "store" | "giveWay">): Promise<void> {
  try {
    for (let tries = 0; tries < mostTries; tries++) {
      const { outage, text } = await outageAt(held.source, id, worker.store);
      if (!outage || !isOpenOutage(outage) || !isCanary(outage, held)) return;
      if (await changeOutage({ source: held.source, seen: text, outage: withoutCanary(outage) }, worker.store)) return;
      await worker.giveWay(tries);
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
  }
}
