import type { LedgerKey } from "../core/key.ts";
import type { Write } from "../core/ports.ts";
import type { Task } from "../core/task.ts";
import { noteItem } from "./actions.ts";
import { entryItem, entryScope } from "./entryItem.ts";
import { expirySeconds, type Item } from "./items.ts";
import type { MemoryTables } from "./memoryTables.ts";
import type { TableName } from "./tables.ts";

/** Whether a write's condition holds now. */
export function isHeld(tables: MemoryTables, write: Write): boolean {
  if ("put" in write) {
    const { id } = write.put;
    return write.seen === "absent" ? !tables.tasks.has(id) : tables.tasks.version(id) === write.seen;
  }
  if ("count" in write) return write.most === undefined || counted(tables, write) <= write.most;
  if ("note" in write) return noteIs(tables, write.note, write.seen);
  if ("drop" in write) return noteIs(tables, write.drop, write.seen);
  if ("unless" in write) return tables.get("ledger", write.unless.scope, write.unless.key) === undefined;
  return tables.get("journal", entryScope(write.journal), write.journal.id) === undefined;
}

/** What a write leaves behind: a task, an item, or nothing where something was. */
export type Change =
  | { readonly task: Task }
  | { readonly table: Exclude<TableName, "tasks">; readonly item: Item }
  | { readonly dropped: LedgerKey };

/** The change that a write makes, if it makes any. */
export function changeOf(tables: MemoryTables, write: Write, keepDays: number): Change[] {
  if ("put" in write) return [{ task: write.put }];
  if ("journal" in write) return [{ table: "journal", item: entryItem(write.journal, keepDays) }];
  if ("note" in write) return [{ table: "ledger", item: noteItem(write) }];
  if ("drop" in write) return [{ dropped: write.drop }];
  if ("unless" in write) return [];
  const { scope, key } = write.count;
  const n = counted(tables, write);
  const expires = expirySeconds(write.forgetAt);
  return [{ table: "ledger", item: { ...tables.get("ledger", scope, key), scope, key, n, expires } }];
}

/** Whether a note still is what was seen; `undefined`: there is none. */
export function noteIs(tables: MemoryTables, { scope, key }: LedgerKey, seen: string | undefined): boolean {
  const item = tables.get("ledger", scope, key);
  return seen === undefined ? item === undefined : item?.value === seen;
}

/** Where the counter would stand. */
function counted(tables: MemoryTables, { count: { scope, key }, by }: Extract<Write, { count: unknown }>): number {
  return Number(tables.get("ledger", scope, key)?.n ?? 0) + by;
}
