import type { Item } from "./items.ts";
import { frozen } from "./memoryCopy.ts";
import { createMemoryTasks, type MemoryTasks } from "./memoryTasks.ts";
import { type TableName, tables } from "./tables.ts";
import { pairText } from "./writes.ts";

/** The four tables in memory. What they hand out nobody can change. */
export interface MemoryTables {
  /** An item by its key's values: the partition's, then that by which the table sorts. */
  get(table: TableName, part: string, sort?: string): Item | undefined;
  /** Every item of a table. */
  all(table: TableName): Item[];
  /** Writes a copy of an item as it is, without any condition. */
  put(table: TableName, item: Item): void;
  /** As `put`, of an item that nobody changes any more. */
  keep(table: Exclude<TableName, "tasks">, item: Item): void;
  /** Takes an item of the ledger away. */
  drop(scope: string, key: string): void;
  readonly tasks: MemoryTasks;
}

type Items = Map<string, Item>;

export function createMemoryTables(): MemoryTables {
  const tasks = createMemoryTasks();
  const others = { rules: new Map() as Items, ledger: new Map() as Items, journal: new Map() as Items };
  function keep(table: Exclude<TableName, "tasks">, item: Item): void {
    const [part = "", sort = ""] = tables[table].keys;
    others[table].set(pairText(String(item[part]), String(item[sort])), item);
  }
  return {
    tasks,
    get: (table, part, sort = "") => (table === "tasks" ? tasks.item(part) : others[table].get(pairText(part, sort))),
    all: (table) => (table === "tasks" ? tasks.items() : [...others[table].values()]),
    put(table, item) {
      if (table === "tasks") tasks.plant(frozen(item));
      else keep(table, frozen(item));
    },
    keep,
    drop(scope, key) {
      others.ledger.delete(pairText(scope, key));
    },
  };
}
