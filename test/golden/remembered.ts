import { readdirSync } from "node:fs";
import { join } from "node:path";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { Item } from "../../lib/store/items.ts";
import { createMemoryStore, type MemoryStore } from "../../lib/store/memory.ts";
import type { TableName } from "../../lib/store/tables.ts";
import { readDump } from "./tables.ts";

/** The folders of the golden stores, oldest first. */
export function goldenStores(): string[] {
  const names = readdirSync(import.meta.dirname).filter((name) => /^v\d+$/.test(name));
  return names
    .toSorted((one, other) => Number(one.slice(1)) - Number(other.slice(1)))
    .map((name) => join(import.meta.dirname, name));
}

/** A golden store's items, each with its table. */
export function goldenItems(folder: string): { readonly table: TableName; readonly item: Item }[] {
  return readDump(join(folder, "store.jsonl")).map(({ table, item }) => ({
    table: table as TableName,
    item: plain(unmarshall(item)),
  }));
}

/** Bytes as the tables hand them out. */
function plain(item: Item): Item {
  const bytes = (value: unknown) => (value instanceof Uint8Array ? Uint8Array.from(value) : value);
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, bytes(value)]));
}

/** A golden store in memory. */
export function rememberedStore(folder: string, onCorrupt?: (key: string, reason: string) => void): MemoryStore {
  const store = createMemoryStore(onCorrupt ? { onCorrupt } : {});
  for (const { table, item } of goldenItems(folder)) store.tables.put(table, item);
  return store;
}
