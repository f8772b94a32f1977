import { type Outage, outageId, outageKey, outageText, parkedKey } from "../../lib/core/outage.ts";
import type { Store } from "../../lib/core/ports.ts";
import type { Instant } from "../../lib/core/time.ts";

const minute = 60_000;

/** An outage of the rule `again` in project 42 that opened 12 minutes ago. */
export function outageAt(now: Instant, changes: Partial<Outage> = {}): Outage {
  const about = { rule: "again", failure: "runner_system_failure", project: 42, projectPath: "shop/api", ...changes };
  return {
    openedAt: now - 12 * minute,
    retries: 21,
    withinSeconds: 600,
    parked: 0,
    canaries: 0,
    nextCanaryAt: now + 3 * minute,
    ...about,
    id: outageId(about),
  };
}

/** Puts outages into the ledger as the workers do, each with so many parked tasks as it says. */
export async function stored(store: Pick<Store, "putNote">, outages: readonly Outage[]): Promise<void> {
  for (const outage of outages) {
    await store.putNote(outageKey("gitlab", outage.id), outageText(outage), undefined);
    if (outage.parked > 0) await store.putNote(parkedKey("gitlab", outage, 0), String(outage.parked), undefined);
  }
}
