import { splitKey } from "../../core/key.ts";
import { readSealHead } from "../../core/seal.ts";
import type { Item } from "../items.ts";
import type { TableName } from "../tables.ts";
import { itemLine } from "./line.ts";
import type { RawTables } from "./raw.ts";

/** What was noticed while tables were read. */
export interface Reading {
  readonly sources: Set<string>;
  /** Where each source's chain of seals ended when the ledger was read; missing: the ledger was not. */
  heads?: Map<string, number>;
}

export function newReading(): Reading {
  return { sources: new Set() };
}

/**
 * The lines of a table's items, page by page: memory does not grow with the table. Read the tables in `backupOrder`, with one
 * `reading` for all.
 */
export async function* backupLines(raw: RawTables, table: TableName, reading: Reading): AsyncGenerator<string> {
  if (table === "ledger") reading.heads = new Map();
  let next: string | undefined;
  do {
    const page = await raw.page(table, next);
    for (const item of page.items) {
      notice(table, item, reading);
      if (!isOfLaterSeal(table, item, reading)) yield itemLine(item);
    }
    next = page.next;
  } while (next !== undefined);
}

function notice(table: TableName, item: Item, { sources, heads }: Reading): void {
  if (table !== "ledger" && typeof item.source === "string") sources.add(item.source);
  const [kind, source] = String(item.scope).split("#");
  if (table !== "ledger" || kind !== "seal" || source === undefined || typeof item.value !== "string") return;
  const [name = ""] = splitKey(source);
  try {
    heads?.set(name, readSealHead(item.value)?.number ?? 0);
  } catch {
    // One that cannot be read is backed up as it is, with all seals.
    heads?.set(name, Number.POSITIVE_INFINITY);
  }
}

/** A seal that came after the head that is in the backup would stand in the way of the next one. */
function isOfLaterSeal(table: TableName, item: Item, { heads }: Reading): boolean {
  if (table !== "journal" || item.kind !== "seal" || !heads) return false;
  return Number(item.number) > (heads.get(String(item.source)) ?? 0);
}
