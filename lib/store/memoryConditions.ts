import type { Write } from "../core/ports.ts";
import { entryItem, entryScope } from "./entryItem.ts";
import { expirySeconds, type Item } from "./items.ts";
import type { MemoryTables } from "./memoryTables.ts";
import type { TableName } from "./tables.ts";
import { taskItem } from "./taskItem.ts";

/** Whether a write's condition holds now. */
export function isHeld(tables: MemoryTables, write: Write): boolean {
  if ("put" in write) {
    const there = tables.get("tasks", write.put.id);
    return write.seen === "absent" ? there === undefined : there?.version === write.seen;
  }
  if ("count" in write) return write.most === undefined || counted(tables, write) <= write.most;
  if ("note" in write) return noteHolds(tables, write);
  if ("unless" in write) return tables.get("ledger", write.unless.scope, write.unless.key) === undefined;
  return tables.get("journal", entryScope(write.journal), write.journal.id) === undefined;
}

/** The item that a write leaves behind, if it changes anything. */
export function changeOf(tables: MemoryTables, write: Write, keepDays: number): { table: TableName; item: Item }[] {
  if ("put" in write) return [{ table: "tasks", item: taskItem(write.put) }];
  if ("journal" in write) return [{ table: "journal", item: entryItem(write.journal, keepDays) }];
  if ("note" in write) return [{ table: "ledger", item: { ...write.note, value: write.value } }];
  if ("unless" in write) return [];
  const { scope, key } = write.count;
  const n = counted(tables, write);
  return [
    {
      table: "ledger",
      item: { ...tables.get("ledger", scope, key), scope, key, n, expires: expirySeconds(write.forgetAt) },
    },
  ];
}

/** Whether a note still is what was seen. */
export function noteHolds(tables: MemoryTables, { note, seen }: Extract<Write, { note: unknown }>): boolean {
  const item = tables.get("ledger", note.scope, note.key);
  return seen === undefined ? item === undefined : item?.value === seen;
}

/** Where the counter would stand. */
function counted(tables: MemoryTables, { count: { scope, key }, by }: Extract<Write, { count: unknown }>): number {
  return Number(tables.get("ledger", scope, key)?.n ?? 0) + by;
}
