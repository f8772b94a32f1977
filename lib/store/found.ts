import { StoreError } from "../core/errors.ts";
import type { FoundEntry } from "../core/ports.ts";
import { activeScope, readMark } from "./active.ts";
import { readEntry, sealScope, storedEntry } from "./entryItem.ts";
import type { Item } from "./items.ts";

/** Whether an item of the table is one that seals are compared with: an entry of a source, or a mark; no seal. */
export function isCompared({ scope }: Item, source: string): boolean {
  return String(scope).startsWith(`${source}/`) && scope !== sealScope(source);
}

/** An item with the entry or the mark in it, if it can be read. */
export function foundEntry(item: Item): FoundEntry {
  const stored = storedEntry(item);
  const [source = ""] = String(item.scope).split("/");
  if (item.scope === activeScope(source)) return { stored, mark: readable(() => readMark(item)) ?? "unreadable" };
  const entry = readable(() => readEntry(item));
  return { stored, ...(entry && { entry }) };
}

function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof StoreError) return undefined;
    throw error;
  }
}
