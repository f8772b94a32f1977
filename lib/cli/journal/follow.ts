import { type Entry, idBound, instantOfId } from "../../core/journal.ts";

/** Entries come a little late, and not in the order of their ids: so far back everything is asked for again. */
const overlapMillis = 15_000;

/** What was shown of a journal that is followed. */
export interface Followed {
  /** Where to ask on; missing before the first entry. */
  readonly after?: string;
  readonly shown: ReadonlySet<string>;
}

/** Those of an answer that are new, and what was shown with them. What is older than the first that was shown stays out. */
export function newOf(entries: readonly Entry[], { after, shown }: Followed): { fresh: Entry[]; followed: Followed } {
  const fresh = entries.filter((entry) => !shown.has(nameOf(entry)));
  const ids = entries.map(({ id }) => id).toSorted();
  const newest = ids.at(-1);
  const bound = newest === undefined ? undefined : idBound(instantOfId(newest) - overlapMillis);
  const next = [bound, after ?? ids[0]]
    .filter((id) => id !== undefined)
    .toSorted()
    .at(-1);
  const kept = [...shown, ...fresh.map(nameOf)].filter((name) => next === undefined || name > next);
  return { fresh, followed: { ...(next !== undefined && { after: next }), shown: new Set(kept) } };
}

/** An id is unique in its project. */
function nameOf({ id, projectId }: Entry): string {
  return `${id} ${projectId ?? "-"}`;
}
