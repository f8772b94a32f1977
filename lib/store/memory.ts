import type { Store, Write } from "../core/ports.ts";
import type { Clock } from "../core/time.ts";
import { readEntry } from "./entryItem.ts";
import { type Item, type OnCorrupt, readable } from "./items.ts";
import { isSealable, newestLast } from "./journal.ts";
import { keyed, readNote } from "./ledger.ts";
import { type Appending, markFirst, refuseLate } from "./mark.ts";
import { type Faults, hinderedRead, hinderedWrite } from "./memoryFaults.ts";
import { memoryJournal } from "./memoryJournal.ts";
import { applyRulebook, dropProposal, propose, rulebook, rulesReads } from "./memoryRules.ts";
import { createMemoryTables, type MemoryTables } from "./memoryTables.ts";
import { fits } from "./memoryTasks.ts";
import { commit, type MemoryDesk, putNote } from "./memoryWrites.ts";
import { newest } from "./tasks.ts";

export interface MemoryStoreOptions {
  readonly faults?: Faults;
  /** How long a transaction is under way; default: until the next microtask. */
  readonly pause?: () => Promise<void>;
  readonly keepJournalDays?: number;
  readonly onCorrupt?: OnCorrupt;
  /** Refuses entries that are more than 30 s old; missing: none. */
  readonly clock?: Clock;
}

export interface MemoryStore extends Store {
  /** The writes that were asked for so far, lost ones included; a transaction counts one. */
  readonly writes: number;
  /** The items behind it, to look at or to spoil. */
  readonly tables: MemoryTables;
}

interface Memory extends MemoryDesk, Appending {
  readonly faults: Faults;
  readonly onCorrupt: OnCorrupt;
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
    known: new Set(),
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

async function appendable(memory: Memory, writes: readonly Write[]): Promise<void> {
  const { faults } = memory;
  await markFirst(writes, memory, (mark) => hinderedWrite(faults({ kind: "mark" }), () => putMark(memory, mark)));
  refuseLate(writes, memory);
}

async function putMark(memory: Memory, mark: Item): Promise<void> {
  memory.writes += 1;
  memory.tables.put("journal", mark);
}

type Writes = Pick<Store, "commit" | "putNote" | "applyRulebook" | "propose" | "dropProposal">;

function writesOf(memory: Memory): Writes {
  const { faults } = memory;
  return {
    async commit(writes) {
      await appendable(memory, writes);
      const fault = faults({ kind: "commit", writes });
      return hinderedWrite(fault, () => commit(memory, writes));
    },
    async putNote(key, value, seen) {
      return hinderedWrite(faults({ kind: "putNote" }), () => putNote(memory, { key, value, seen }));
    },
    async applyRulebook(source, rules, change) {
      await appendable(memory, change.journal ? [{ journal: change.journal }] : []);
      return hinderedWrite(faults({ kind: "applyRulebook" }), () =>
        applyRulebook(memory, { source, rules, ...change }),
      );
    },
    async propose(source, proposal, journal) {
      await appendable(memory, [{ journal }]);
      return hinderedWrite(faults({ kind: "propose" }), () => propose(memory, { source, proposal, journal }));
    },
    async dropProposal(source, number, journal) {
      await appendable(memory, [{ journal }]);
      return hinderedWrite(faults({ kind: "dropProposal" }), () => dropProposal(memory, { source, number, journal }));
    },
  };
}

function readsOf(memory: Memory): Omit<Store, keyof Writes> {
  const { tables, faults, onCorrupt } = memory;
  return {
    task: (id) => hinderedRead(faults({ kind: "task" }), () => tables.tasks.task(id)),
    dueTasks: (now, most, how) => {
      const fault = faults({ kind: "dueTasks" });
      return hinderedRead(fault, () => tables.tasks.due(now, most, { ...how, isStale: fault === "stale", onCorrupt }));
    },
    attentionTasks: (source) => hinderedRead(faults({ kind: "attentionTasks" }), () => tables.tasks.attention(source)),
    tasks: (most, only = {}) =>
      hinderedRead(faults({ kind: "tasks" }), () => newest(tables.tasks.list(only, onCorrupt), most)),
    entries: (most, after = "", source = undefined) =>
      hinderedRead(faults({ kind: "entries" }), () => {
        const isAsked = (item: Item) => String(item.id) > after && fits(item, { source }) && isSealable(item);
        return newestLast(readable(tables.all("journal").filter(isAsked), readEntry, onCorrupt), most);
      }),
    note: ({ scope, key }) =>
      hinderedRead(faults({ kind: "note" }), () => {
        const item = tables.get("ledger", scope, key);
        return item && readNote(item);
      }),
    notes: (scope) =>
      hinderedRead(faults({ kind: "notes" }), () => {
        const items = tables.all("ledger").filter((item) => item.scope === scope);
        return items.map(keyed).toSorted((one, other) => (one.key < other.key ? -1 : 1));
      }),
    ...memoryJournal(memory),
    rulebook: (source) => hinderedRead(faults({ kind: "rulebook" }), () => rulebook(tables, source)),
    ...rulesReads(tables, { read: (kind, answer) => hinderedRead(faults({ kind }), answer), onCorrupt }),
  };
}
