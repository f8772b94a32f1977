import { StoreError } from "../core/errors.ts";
import { joinKey } from "../core/key.ts";
import type { Committed, Write } from "../core/ports.ts";
import type { NoteChange } from "./ledger.ts";
import { changeOf, isHeld, noteHolds } from "./memoryConditions.ts";
import { type MemoryTables, refuseLarge } from "./memoryTables.ts";
import { headKey, rulebookItems, versionKey } from "./rulebookItem.ts";
import type { RulebookChange } from "./rules.ts";
import { readTask } from "./taskItem.ts";
import { itemOf, needsTransaction, stepsOf } from "./writes.ts";

/** What a write in memory needs. */
export interface MemoryDesk {
  readonly tables: MemoryTables;
  readonly keepJournalDays: number;
  /** How long a transaction is under way. */
  readonly pause: () => Promise<void>;
  /** Items that a transaction under way touches. */
  readonly inFlight: Set<string>;
  /** The writes that were asked for so far. */
  writes: number;
}

/** `Store.commit`. */
export async function commit(memory: MemoryDesk, writes: readonly Write[]): Promise<Committed> {
  const steps = stepsOf(writes);
  const [only] = steps;
  if (!only) return "written";
  const isRead = steps.length === 1 && "unless" in only.write;
  if (isRead) return isHeld(memory.tables, only.write) ? "written" : { lost: only.index };
  const items = steps.map(({ write }) => itemOf(write));
  return writing(memory, { items, isTransaction: needsTransaction(steps) }, () => {
    for (const { write, index } of steps) {
      if (isHeld(memory.tables, write)) continue;
      const found = "put" in write ? memory.tables.get("tasks", write.put.id) : undefined;
      return { lost: index, ...(found && { found: readTask(found) }) };
    }
    const changes = steps.flatMap(({ write }) => changeOf(memory.tables, write, memory.keepJournalDays));
    for (const { item } of changes) refuseLarge(item);
    for (const { table, item } of changes) memory.tables.put(table, item);
    return "written";
  });
}

/** `Store.putNote`. */
export async function putNote(memory: MemoryDesk, { key, value, seen }: NoteChange): Promise<boolean> {
  return writing(memory, { items: [joinKey("ledger", key.scope, key.key)], isTransaction: false }, () => {
    if (!noteHolds(memory.tables, { note: key, value, seen })) return false;
    memory.tables.put("ledger", { ...key, value });
    return true;
  });
}

/** `Store.applyRulebook`. */
export async function applyRulebook(
  memory: MemoryDesk,
  { source, rules, after }: RulebookChange,
): Promise<number | undefined> {
  const { tables } = memory;
  const { head, body } = rulebookItems(source, after + 1, rules);
  const keys = [headKey, versionKey(after + 1)];
  const items = keys.map((key) => joinKey("rules", source, key));
  return writing(memory, { items, isTransaction: true }, () => {
    const isTaken = tables.get("rules", source, versionKey(after + 1)) !== undefined;
    if (isTaken || (tables.get("rules", source, headKey)?.newest ?? 0) !== after) return undefined;
    tables.put("rules", body);
    tables.put("rules", head);
    return after + 1;
  });
}

/**
 * One request that writes. DynamoDB refuses it, be it a transaction or a single write, while another transaction is
 * under way on one of its items. Source: Developer Guide, "Transaction conflict handling in DynamoDB" (read 2026-11).
 */
async function writing<T>(
  memory: MemoryDesk,
  { items, isTransaction }: { items: readonly string[]; isTransaction: boolean },
  write: () => T,
): Promise<T> {
  const { inFlight, pause } = memory;
  memory.writes += 1;
  if (items.some((item) => inFlight.has(item))) throw new StoreError("conflict", "another transaction is under way");
  if (!isTransaction) return write();
  for (const item of items) inFlight.add(item);
  try {
    await pause();
    return write();
  } finally {
    for (const item of items) inFlight.delete(item);
  }
}
