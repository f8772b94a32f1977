import type { Store, StoredRulebook } from "../core/ports.ts";
import { readEntry } from "./entryItem.ts";
import { type Item, type OnCorrupt, readable } from "./items.ts";
import { newestLast } from "./journal.ts";
import { readNote } from "./ledger.ts";
import { type Faults, hinderedRead, hinderedWrite } from "./memoryFaults.ts";
import { createMemoryTables, type MemoryTables } from "./memoryTables.ts";
import { applyRulebook, commit, type MemoryDesk, putNote } from "./memoryWrites.ts";
import { headKey, readBody, readHead, versionKey } from "./rulebookItem.ts";
import { readTask } from "./taskItem.ts";
import { earliest, newest } from "./tasks.ts";

export interface MemoryStoreOptions {
  readonly faults?: Faults;
  /** How long a transaction is under way; default: until the next microtask. */
  readonly pause?: () => Promise<void>;
  readonly keepJournalDays?: number;
  readonly onCorrupt?: OnCorrupt;
}

export interface MemoryStore extends Store {
  /** The writes that were asked for so far, lost ones included; a transaction counts one. */
  readonly writes: number;
  /** The items behind it, to look at or to spoil. */
  readonly tables: MemoryTables;
}

interface Memory extends MemoryDesk {
  readonly faults: Faults;
  readonly onCorrupt: OnCorrupt;
  /** The tasks as the due index last saw them. */
  index: readonly Item[];
}

/**
 * The store without a database: the same conditions, transactions that refuse each other as DynamoDB's do, and faults
 * on demand. Deterministic; forgets nothing.
 */
export function createMemoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  const memory: Memory = {
    faults: () => undefined,
    pause: async () => {},
    keepJournalDays: 400,
    onCorrupt: () => {},
    ...options,
    tables: createMemoryTables(),
    inFlight: new Set(),
    index: [],
    writes: 0,
  };
  return {
    ...readsOf(memory),
    ...writesOf(memory),
    tables: memory.tables,
    get writes() {
      return memory.writes;
    },
  };
}

type Writes = Pick<Store, "commit" | "putNote" | "applyRulebook">;

function writesOf(memory: Memory): Writes {
  const { faults } = memory;
  return {
    async commit(writes) {
      const fault = faults({ kind: "commit", writes });
      return hinderedWrite(fault, () => commit(memory, writes));
    },
    async putNote(key, value, seen) {
      return hinderedWrite(faults({ kind: "putNote" }), () => putNote(memory, { key, value, seen }));
    },
    async applyRulebook(source, rules, after) {
      return hinderedWrite(faults({ kind: "applyRulebook" }), () => applyRulebook(memory, { source, rules, after }));
    },
  };
}

function readsOf(memory: Memory): Omit<Store, keyof Writes> {
  const { tables, faults, onCorrupt } = memory;
  return {
    task: (id) =>
      hinderedRead(faults({ kind: "task" }), () => {
        const item = tables.get("tasks", id);
        return item && readTask(item);
      }),
    dueTasks: (now, most) => {
      const fault = faults({ kind: "dueTasks" });
      return hinderedRead(fault, () => {
        if (fault !== "stale") memory.index = tables.all("tasks");
        const due = memory.index.filter((item) => item.dueShard !== undefined && Number(item.due) <= now);
        return earliest(readable(due, readTask, onCorrupt), most);
      });
    },
    tasks: (most, only = {}) =>
      hinderedRead(faults({ kind: "tasks" }), () => {
        const items = tables.all("tasks").filter((item) => fits(item, only));
        return newest(readable(items, readTask, onCorrupt), most);
      }),
    entries: (most, after = "", source = undefined) =>
      hinderedRead(faults({ kind: "entries" }), () => {
        const items = tables.all("journal").filter((item) => String(item.id) > after && fits(item, { source }));
        return newestLast(readable(items, readEntry, onCorrupt), most);
      }),
    note: ({ scope, key }) =>
      hinderedRead(faults({ kind: "note" }), () => {
        const item = tables.get("ledger", scope, key);
        return item && readNote(item);
      }),
    rulebook: (source) => hinderedRead(faults({ kind: "rulebook" }), () => rulebook(tables, source)),
  };
}

/** Whether an item has every value that is asked for. */
function fits(item: Item, wanted: Readonly<Record<string, string | undefined>>): boolean {
  return Object.entries(wanted).every(([name, value]) => value === undefined || item[name] === value);
}

function rulebook(tables: MemoryTables, source: string): StoredRulebook | undefined {
  const item = tables.get("rules", source, headKey);
  if (!item) return undefined;
  const head = readHead(source, item);
  return readBody(source, head, tables.get("rules", source, versionKey(head.version)));
}
