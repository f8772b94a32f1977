import { StoreError } from "../../core/errors.ts";
import { canaryPauseMillis, isOpenOutage, type Outage, outageText } from "../../core/outage.ts";
import type { Outcome } from "../../core/outcome.ts";
import type { Task } from "../../core/task.ts";
import type { Instant } from "../../core/time.ts";
import type { Worker } from "../worker.ts";
import type { Bound } from "./bounds.ts";
import { changeOutage } from "./change.ts";
import { outageEntry } from "./close.ts";
import { parked } from "./park.ts";
import { outageAt } from "./stored.ts";
import { openedText } from "./words.ts";

const mostTries = 6;

/**
 * How a run ends that was one too many: it is parked. Whoever is first opens the outage, tells of it in the same
 * transaction, and once in the log.
 *
 * @throws StoreError when the tables cannot be read or written
 */
export async function openOutage(bound: Bound, held: Task, worker: Worker): Promise<Outcome> {
  const { source } = held;
  let mine: string | undefined;
  for (let tries = 0; tries < mostTries; tries++) {
    const found = await outageAt(source, bound.id, worker.store);
    if (found.outage && isOpenOutage(found.outage)) {
      // The answer to our own write was lost.
      if (found.text === mine) tell(found.outage, source, worker);
      return await parked(found.outage, held, worker);
    }
    const outage = newOutage(bound, held, worker.clock());
    mine = outageText(outage);
    if (await isOpened(outage, { source, seen: found.text }, worker)) {
      tell(outage, source, worker);
      return await parked(outage, held, worker);
    }
    await worker.giveWay(tries);
  }
  const reason = "the table was too busy to open an outage";
  return { kind: "again", at: worker.clock() + 5_000, why: "wait", reason };
}

function newOutage({ most, ...bound }: Bound, { id }: Task, now: Instant): Outage {
  const counts = { retries: most, parked: 0, canaries: 0 };
  return { ...bound, ...counts, openedAt: now, openedBy: id, nextCanaryAt: now + canaryPauseMillis(0) };
}

/** `false` also where nobody can tell: it is read again. */
async function isOpened(
  outage: Outage,
  { source, seen }: { readonly source: string; readonly seen: string | undefined },
  worker: Worker,
): Promise<boolean> {
  const entry = outageEntry({ ...outage, parked: 1 }, { source, step: "opened", reason: openedText(outage) }, worker);
  try {
    return await changeOutage({ source, seen, outage }, worker.store, entry);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code === "unavailable") throw error;
    return false;
  }
}

function tell(outage: Outage, source: string, { log }: Worker): void {
  const { id, rule, failure, project, retries, withinSeconds } = outage;
  const where = project === undefined ? {} : { project };
  const fields = { source, outage: id, rule, failure, ...where, retries, withinSeconds };
  log.error("outage opened", { code: "outageOpened", ...fields, reason: openedText(outage) });
}
