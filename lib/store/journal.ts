import type { Entry } from "../core/journal.ts";
import { readEntry } from "./entryItem.ts";
import { readable } from "./items.ts";
import { scan } from "./scan.ts";
import type { ReadDesk } from "./tasks.ts";

/** `Store.entries`, of the first 50 MB of the table. */
export async function entries(
  desk: ReadDesk,
  most: number,
  { after, source }: { readonly after?: string | undefined; readonly source?: string | undefined },
): Promise<Entry[]> {
  const items = await scan(desk.client, `${desk.prefix}journal`, [
    ...(after === undefined ? [] : [{ name: "id", is: ">" as const, value: after }]),
    ...(source === undefined ? [] : [{ name: "source", is: "=" as const, value: source }]),
  ]);
  return newestLast(readable(items, readEntry, desk.onCorrupt), most);
}

/** The newest `most` entries, oldest first. */
export function newestLast(list: readonly Entry[], most: number): Entry[] {
  const sorted = list.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  return sorted.slice(Math.max(0, sorted.length - most));
}
