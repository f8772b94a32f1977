import { StoreError } from "../../core/errors.ts";
import { entryId, type TaskEntry } from "../../core/journal.ts";
import { joinKey } from "../../core/key.ts";
import type { Store } from "../../core/ports.ts";
import { sealHeadKey } from "../../core/seal.ts";
import { isOpen, type Task } from "../../core/task.ts";
import type { Clock, Instant } from "../../core/time.ts";
import type { Item } from "../items.ts";
import { type TableName, tableNames } from "../tables.ts";
import { readTask } from "../taskItem.ts";
import { backupOrder, type Manifest } from "./manifest.ts";
import { parked } from "./parked.ts";
import type { RawTables } from "./raw.ts";

/** A backup whose parts were found whole. */
export interface Backup {
  readonly manifest: Manifest;
  /** The items of a table's part; none where the backup has no such part. */
  items(table: TableName): AsyncIterable<Item>;
}

export interface RestoreDesk {
  readonly raw: RawTables;
  readonly store: Store;
  /** Stops everything of a source, with the backup as the reason; it holds before the first task is there. */
  readonly stop: (source: string) => Promise<unknown>;
  readonly clock: Clock;
  readonly random: () => string;
}

/** What became of a table's items. */
export interface Restored {
  readonly table: TableName;
  readonly added: number;
  /** There was one already, which stays. */
  readonly kept: number;
  /** Of no use any more: counts of calls under way, budgets of the minute; with a chain of other seals the journal's. */
  readonly leftOut: number;
}

/**
 * Refuses tables that have anything in them.
 *
 * @throws StoreError `conflict`
 */
export async function refuseFull(raw: RawTables): Promise<void> {
  const pages = await Promise.all(
    tableNames.map(async (table) => ({ table, page: await raw.page(table, undefined, 1) })),
  );
  const full = pages.filter(({ page }) => page.items.length > 0).map(({ table }) => table);
  if (full.length === 0) return;
  throw new StoreError(
    "conflict",
    `there is something in ${full.join(", ")} already: restore into empty tables, or --merge, which adds what is missing and changes nothing`,
  );
}

/**
 * Writes a backup's items where there are none with their keys, and overwrites nothing. First everything is stopped; tasks
 * come last, as `parked` says.
 *
 * @throws StoreError when the tables cannot be used; again with what was written meanwhile, it goes on
 */
export async function restore(backup: Backup, desk: RestoreDesk): Promise<Restored[]> {
  for await (const item of backup.items("ledger")) if (kindOf(item) === "switch") await desk.raw.add("ledger", item);
  for (const source of backup.manifest.sources) await desk.stop(source);
  const foreign = await foreignChains(backup, desk);
  const done: Restored[] = [];
  for (const table of [...backupOrder.filter((one) => one !== "tasks"), "tasks"] as const) {
    const so = { table, added: 0, kept: 0, leftOut: 0 };
    for await (const fates of together(backup.items(table), (item) => fateOf(table, item, { backup, desk, foreign })))
      for (const fate of fates) so[fate] += 1;
    done.push(so);
  }
  return done;
}

/** Sources whose tables have begun a chain of seals that is not the backup's: its entries would look slipped in. */
async function foreignChains(backup: Backup, { store }: RestoreDesk): Promise<readonly string[]> {
  const heads = new Map<string, unknown>();
  for await (const item of backup.items("ledger"))
    if (kindOf(item) === "seal") heads.set(String(item.scope), item.value);
  const foreign: string[] = [];
  for (const source of backup.manifest.sources) {
    const key = sealHeadKey(source);
    const there = await store.note(key);
    if (there !== undefined && there !== heads.get(key.scope)) foreign.push(source);
  }
  return foreign;
}

function kindOf({ scope }: Item): string {
  return String(scope).split("#")[0] ?? "";
}

const ofTheMoment = ["inflight", "throttle", "migration"];

interface Fated {
  readonly backup: Backup;
  readonly desk: RestoreDesk;
  readonly foreign: readonly string[];
}

async function fateOf(
  table: TableName,
  item: Item,
  { backup, desk, foreign }: Fated,
): Promise<"added" | "kept" | "leftOut"> {
  if (table === "ledger" && ofTheMoment.includes(kindOf(item))) return "leftOut";
  if (table === "journal" && foreign.some((source) => String(item.scope).startsWith(`${joinKey(source)}/`)))
    return "leftOut";
  const task = table === "tasks" ? openTask(item) : undefined;
  const isAdded = task
    ? await addParked(task, Date.parse(backup.manifest.startedAt), desk)
    : await desk.raw.add(table, item);
  return isAdded ? "added" : "kept";
}

/** What no version can read acts never, and is put back as it was. */
function openTask(item: Item): Task | undefined {
  try {
    const task = readTask(item);
    return isOpen(task) ? task : undefined;
  } catch (error) {
    if (error instanceof StoreError && error.code === "corrupt") return undefined;
    throw error;
  }
}

async function addParked(task: Task, backedUpAt: Instant, { store, clock, random }: RestoreDesk): Promise<boolean> {
  const now = clock();
  const put = parked(task, backedUpAt, now);
  const entry = isOpen(put) ? [] : [{ journal: endEntry(put, now, random()) }];
  return (await store.commit([{ put, seen: "absent" }, ...entry])) === "written";
}

/** The books balance: what ends is told. */
function endEntry(
  { id, source, project, object, wants, verb, state, reason = "" }: Task,
  at: Instant,
  text: string,
): TaskEntry {
  return {
    ...{ kind: "task", id: entryId(at, text), at, source, projectId: project.id },
    ...(project.path !== undefined && { projectPath: project.path }),
    ...{
      task: id,
      ...(object !== "project" && { job: object }),
      rules: wants.map(({ rule }) => rule),
      verb,
      state,
      reason,
    },
  };
}

const mostTogether = 16;

/** Some at once, and no more in memory than these. */
async function* together<T, Result>(
  all: AsyncIterable<T>,
  one: (value: T) => Promise<Result>,
): AsyncGenerator<readonly Result[]> {
  let some: T[] = [];
  for await (const value of all) {
    some.push(value);
    if (some.length < mostTogether) continue;
    yield await Promise.all(some.map(one));
    some = [];
  }
  yield await Promise.all(some.map(one));
}
