import { isOpenOutage, type Outage, outageKey, outageScope, parkedPrefix, readOutage } from "../../core/outage.ts";
import type { Store } from "../../core/ports.ts";

/** An outage as the ledger holds it: `text` is the condition of the next write. */
export interface StoredOutage {
  /** `parked` is 0 where it was read alone. */
  readonly outage: Outage;
  readonly text: string;
}

/** What stands at an outage's key: nothing, an outage, or a text that this version cannot read. */
export interface Found {
  readonly outage?: Outage;
  readonly text?: string;
}

/** One outage, without the number of what it has parked. @throws StoreError */
export async function outageAt(source: string, id: string, store: Pick<Store, "note">): Promise<Found> {
  const text = await store.note(outageKey(source, id));
  if (text === undefined) return {};
  const outage = readOutage(text);
  return { text, ...(outage && { outage }) };
}

/** All outages of a source that this version can read, each with the number of what it has parked. @throws StoreError */
export async function storedOutages(source: string, store: Pick<Store, "notes">): Promise<readonly StoredOutage[]> {
  const items = await store.notes(outageScope(source));
  return items.flatMap(({ value: text }) => {
    const outage = readOutage(text);
    return outage ? [{ outage: { ...outage, parked: parkedIn(items, outage) }, text }] : [];
  });
}

function parkedIn(items: readonly { readonly key: string; readonly value: string }[], outage: Outage): number {
  const prefix = parkedPrefix(outage);
  const counters = items.filter(({ key }) => key.startsWith(prefix));
  return counters.reduce((sum, { value }) => sum + (Number(value) || 0), 0);
}

/** Open ones first, the newest first of each. */
export function byNews(one: Outage, other: Outage): number {
  const open = Number(isOpenOutage(other)) - Number(isOpenOutage(one));
  return open !== 0 ? open : other.openedAt - one.openedAt;
}
