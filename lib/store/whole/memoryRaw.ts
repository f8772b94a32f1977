import { isDeepStrictEqual } from "node:util";
import { cursorText, readCursor } from "../cursor.ts";
import type { Item } from "../items.ts";
import type { MemoryTables } from "../memoryTables.ts";
import { type TableName, tables } from "../tables.ts";
import type { RawTables } from "./raw.ts";

const pageItems = 1_000;

/** The same in memory. A page goes on behind the item that the one before ended with, whatever was written since. */
export function memoryRaw(memory: MemoryTables): RawTables {
  const keyOf = (table: TableName, item: Item) => tables[table].keys.map((name) => String(item[name]));
  const found = (table: TableName, item: Item) => {
    const [part = "", sort] = keyOf(table, item);
    return memory.get(table, part, sort);
  };
  return {
    async page(table, next, most = pageItems) {
      const names = tables[table].keys;
      const from = next === undefined ? undefined : readCursor(next, names);
      const after = from && names.map((name) => from[name] ?? "").join("\n");
      const sorted = memory
        .all(table)
        .map((item) => ({ item, key: keyOf(table, item).join("\n") }))
        .toSorted((one, other) => (one.key < other.key ? -1 : 1))
        .filter(({ key }) => after === undefined || key > after);
      const items = sorted.slice(0, most).map(({ item }) => item);
      const last = items.at(-1);
      const isMore = sorted.length > most && last;
      return {
        items,
        ...(isMore && { next: cursorText(Object.fromEntries(names.map((name) => [name, last[name]]))) }),
      };
    },
    async add(table, item) {
      if (found(table, item)) return false;
      memory.put(table, item);
      return true;
    },
    async replace(table, seen, item) {
      if (!isDeepStrictEqual({ ...found(table, seen) }, { ...seen })) return false;
      memory.put(table, item);
      return true;
    },
  };
}
