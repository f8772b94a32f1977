import type { Entry } from "../core/journal.ts";
import { readEntry } from "./entryItem.ts";
import { readable } from "./items.ts";
import { scan } from "./scan.ts";
import type { ReadDesk } from "./tasks.ts";

/** `Store.entries`, of the first 50 MB of the table. */
export async function entries(desk: ReadDesk, most: number, after?: string): Promise<Entry[]> {
  const items = await scan(desk.client, {
    TableName: `${desk.prefix}journal`,
    ...(after !== undefined && {
      FilterExpression: "#id > :after",
      ExpressionAttributeNames: { "#id": "id" },
      ExpressionAttributeValues: { ":after": after },
    }),
  });
  return newestLast(readable(items, readEntry, desk.onCorrupt), most);
}

/** The newest `most` entries, oldest first. */
export function newestLast(list: readonly Entry[], most: number): Entry[] {
  const sorted = list.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  return sorted.slice(Math.max(0, sorted.length - most));
}
