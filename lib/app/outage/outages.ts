import { StoreError } from "../../core/errors.ts";
import { isOpenOutage, type Outage } from "../../core/outage.ts";
import type { Store } from "../../core/ports.ts";
import type { Instant } from "../../core/time.ts";
import { closing } from "./close.ts";
import { byNews, storedOutages } from "./stored.ts";

/** The outages of a source, those that are open first, the newest first of each. @throws StoreError */
export async function outagesOf(source: string, store: Pick<Store, "notes">): Promise<readonly Outage[]> {
  return (await storedOutages(source, store)).map(({ outage }) => outage).toSorted(byNews);
}

/** Who closes an outage by hand, and why. */
export interface ClosedByHand {
  readonly source: string;
  readonly id: string;
  readonly who: string;
  readonly reason: string;
}

interface Desk {
  readonly store: Store;
  readonly clock: () => Instant;
  readonly random: () => string;
  readonly giveWay: (tries: number) => Promise<void>;
}

const mostTries = 8;

/**
 * Closes an outage as its canary would: what was parked comes due again.
 *
 * @returns it as it is now, or why nothing was done
 * @throws StoreError when the tables cannot be read or written; asking again is safe
 */
export async function closeOutage(
  { source, id, who, reason }: ClosedByHand,
  desk: Desk,
): Promise<Outage | "unknown" | "closed"> {
  for (let tries = 0; tries < mostTries; tries++) {
    const stored = (await storedOutages(source, desk.store)).find(({ outage }) => outage.id === id);
    if (!stored) return "unknown";
    if (!isOpenOutage(stored.outage)) return "closed";
    const closed = await closing(stored, { source, why: `${who}: ${reason}`, who }, desk);
    if (closed) return closed;
    await desk.giveWay(tries);
  }
  throw new StoreError("conflict", `the outage ${id} changed ${mostTries} times meanwhile`);
}
