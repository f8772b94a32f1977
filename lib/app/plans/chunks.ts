import type { PlanItem } from "../../core/sweepPlan.ts";

/** A chunk is written again whenever a step fills it up: far less than the 350 KB that an item of the ledger may have. */
const mostChunkBytes = 65_536;

/**
 * The texts of the chunks that hold some more items.
 *
 * @param tail the text of the last chunk, which is filled up first; missing: a new one is begun
 */
export function chunksOf(tail: string | undefined, items: readonly PlanItem[]): string[] {
  const texts: string[] = [];
  let open = tail === undefined || tail === "[]" ? [] : [tail.slice(1, -1)];
  let bytes = Buffer.byteLength(open[0] ?? "");
  for (const item of items) {
    const text = JSON.stringify(item);
    const more = Buffer.byteLength(text) + 1;
    if (open.length > 0 && bytes + more > mostChunkBytes) {
      texts.push(`[${open.join(",")}]`);
      open = [];
      bytes = 0;
    }
    open.push(text);
    bytes += more;
  }
  return [...texts, `[${open.join(",")}]`];
}
