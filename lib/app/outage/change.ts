import { StoreError } from "../../core/errors.ts";
import type { OutageEntry } from "../../core/journal.ts";
import { type Outage, outageKey, outageText } from "../../core/outage.ts";
import type { Store, Write } from "../../core/ports.ts";

/**
 * Writes an outage as it shall be, and what people are told of it, if it still is as it was seen.
 *
 * @returns `false`: somebody else changed it meanwhile, or at the same moment
 * @throws StoreError but for writes that met
 */
export async function changeOutage(
  { source, seen, outage }: { readonly source: string; readonly seen: string | undefined; readonly outage: Outage },
  store: Pick<Store, "commit">,
  journal?: OutageEntry,
): Promise<boolean> {
  const writes: Write[] = [
    { note: outageKey(source, outage.id), value: outageText(outage), seen },
    ...(journal ? [{ journal }] : []),
  ];
  try {
    return (await store.commit(writes)) === "written";
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "conflict") throw error;
    return false;
  }
}
