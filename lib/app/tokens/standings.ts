import type { Store } from "../../core/ports.ts";
import type { Instant } from "../../core/time.ts";
import { standingOf, type TokenStanding, tokenScope } from "../../core/tokenStanding.ts";
import { readTokenNote } from "./tokenNote.ts";

const urgency: readonly TokenStanding["state"][] = ["refused", "expiring", "unknown", "valid"];

/** A source's access tokens as they were seen last, those that need somebody first. @throws StoreError */
export async function tokenStandings(
  source: string,
  { store, now }: { readonly store: Pick<Store, "notes">; readonly now: Instant },
): Promise<readonly TokenStanding[]> {
  const standings = (await store.notes(tokenScope(source))).flatMap(({ key, value }) => {
    const note = readTokenNote(value);
    return note ? [standingOf(key, note.said, { seenAt: note.seenAt, now })] : [];
  });
  return standings.toSorted((one, other) => urgency.indexOf(one.state) - urgency.indexOf(other.state));
}
