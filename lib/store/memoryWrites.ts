import { StoreError } from "../core/errors.ts";
import type { Committed, Write } from "../core/ports.ts";
import { noteItem } from "./actions.ts";
import type { NoteChange } from "./ledger.ts";
import { type Change, changeOf, isHeld, noteIs } from "./memoryConditions.ts";
import { frozen, mayBeLarge, refuseLarge } from "./memoryCopy.ts";
import type { MemoryTables } from "./memoryTables.ts";
import { taskItem } from "./taskItem.ts";
import { ledgerItem, needsTransaction, type Step, stepsOf } from "./writes.ts";

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
  const items = steps.map(({ item }) => item);
  return writing(memory, { items, isTransaction: needsTransaction(steps) }, () => written(memory, steps));
}

/** All steps or none, in one go. */
function written({ tables, keepJournalDays }: MemoryDesk, steps: readonly Step[]): Committed {
  for (const { write, index } of steps) {
    if (isHeld(tables, write)) continue;
    const found = "put" in write ? tables.tasks.task(write.put.id) : undefined;
    return { lost: index, ...(found && { found }) };
  }
  const changes = steps.flatMap(({ write }) => changeOf(tables, write, keepJournalDays)).map(fitting);
  for (const change of changes) {
    if ("task" in change) tables.tasks.put(change.task);
    else if ("dropped" in change) tables.drop(change.dropped.scope, change.dropped.key);
    else tables.keep(change.table, change.item);
  }
  return "written";
}

/**
 * A change as the tables keep it.
 *
 * @throws StoreError, RangeError where DynamoDB would refuse it
 */
function fitting(change: Change): Change {
  if ("dropped" in change) return change;
  if ("item" in change) {
    if (mayBeLarge(change.item)) refuseLarge(change.item);
    return { ...change, item: frozen(change.item) };
  }
  if (mayBeLarge(change.task)) refuseLarge(taskItem(change.task));
  return { task: frozen(change.task) };
}

/** `Store.putNote`. */
export async function putNote(memory: MemoryDesk, { key, value, seen }: NoteChange): Promise<boolean> {
  return writing(memory, { items: [ledgerItem(key)], isTransaction: false }, () => {
    if (!noteIs(memory.tables, key, seen)) return false;
    memory.tables.put("ledger", noteItem({ note: key, value }));
    return true;
  });
}

/**
 * One request that writes. DynamoDB refuses it, be it a transaction or a single write, while another transaction is
 * under way on one of its items. Source: Developer Guide, "Transaction conflict handling in DynamoDB" (read 2026-11).
 */
export async function writing<T>(
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
