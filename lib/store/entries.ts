import type { Entry } from "../core/journal.ts";
import { readEntry } from "./entryItem.ts";
import { readable } from "./items.ts";
import { isSealable, newestLast } from "./journal.ts";
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
  const found = items.filter((item) => isSealable(item));
  return newestLast(readable(found, readEntry, desk.onCorrupt), most);
}
