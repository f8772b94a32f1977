import * as z from "zod";
import { StoreError } from "../../core/errors.ts";
import type { LedgerKey } from "../../core/key.ts";
import type { Store } from "../../core/ports.ts";
import { type Kind, newestFormat, understood, written } from "../format.ts";
import type { Item } from "../items.ts";
import { type TableName, tables } from "../tables.ts";
import type { RawTables } from "./raw.ts";

// Readers understand every older format, so a migration is never needed before a deployment, and may take its time: it only
// spares later versions the old steps. It may be ended at any item, and two shapes lie side by side until it is through.

/** The tables that are migrated. The journal never is: seals cover its items as they were written. */
const migratedTables = ["rules", "ledger", "tasks"] as const satisfies readonly TableName[];

/** What was done in one table. */
export interface Migrated {
  readonly table: TableName;
  readonly seen: number;
  /** Written in the newest format; of a dry run: those that would be. */
  readonly written: number;
  /** Left for the next migration: a worker has the task, or somebody changed the item meanwhile. */
  readonly left: number;
  /** Not touched: a later Penstock wrote it, or nobody can read it. */
  readonly strange: readonly string[];
}

export interface MigrationDesk {
  readonly raw: RawTables;
  readonly store: Pick<Store, "note" | "putNote">;
  /** Called before each write: waits as long as the pace wants. */
  readonly pace: () => Promise<void>;
  /** Says what would be done, and writes nothing. */
  readonly isDry: boolean;
  /** Told after each page. */
  readonly onPage?: (so: Migrated) => void;
}

/**
 * Writes every item of an older format in the newest one, if it still is as it was read. It goes on where one that was cut
 * off had come to.
 *
 * @throws StoreError when the tables cannot be used; `conflict` while another migration is under way
 */
export async function migrate(desk: MigrationDesk): Promise<Migrated[]> {
  const done: Migrated[] = [];
  for (const table of migratedTables) done.push(await migrateTable(table, desk));
  return done;
}

/** Where a migration of a table has come to. */
function placeKey(table: TableName): LedgerKey {
  return { scope: `migration#${table}`, key: "place" };
}

const Place = z.object({ format: z.int(), next: z.string().exactOptional() });

async function migrateTable(table: (typeof migratedTables)[number], desk: MigrationDesk): Promise<Migrated> {
  const key = placeKey(table);
  let note = await desk.store.note(key);
  let next = desk.isDry ? undefined : nextOf(note, formatsOf(table));
  let so: Migrated = { table, seen: 0, written: 0, left: 0, strange: [] };
  do {
    const page = await desk.raw.page(table, next);
    for (const item of page.items) so = after(so, await migrated(table, item, desk), item);
    next = page.next;
    desk.onPage?.(so);
    if (desk.isDry) continue;
    const place = JSON.stringify({ format: formatsOf(table), ...(next !== undefined && { next }) });
    if (place !== note && !(await desk.store.putNote(key, place, note)))
      throw new StoreError("conflict", `another migration of ${table} is under way: let that one end`);
    note = place;
  } while (next !== undefined);
  return so;
}

/** One that was under way to an older format begins anew. */
function nextOf(note: string | undefined, format: number): string | undefined {
  if (note === undefined) return undefined;
  const place = Place.safeParse(json(note)).data;
  return place?.format === format ? place.next : undefined;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const kinds = { rules: "rulebook", tasks: "task", ledger: "note" } as const satisfies Partial<Record<TableName, Kind>>;

function formatsOf(table: keyof typeof kinds): number {
  return newestFormat(kinds[table]);
}

type Fate = "current" | "written" | "left" | "strange";

async function migrated(table: keyof typeof kinds, item: Item, { raw, pace, isDry }: MigrationDesk): Promise<Fate> {
  const kind = kinds[table];
  // Counters have no text, and no format.
  if (kind === "note" && typeof item.value !== "string") return "current";
  if (item.format === newestFormat(kind)) return "current";
  const newest = newestOf(kind, item);
  if (!newest) return "strange";
  if (kind === "task" && (item.state === "claimed" || item.state === "calling")) return "left";
  if (isDry) return "written";
  await pace();
  return (await raw.replace(table, item, newest)) ? "written" : "left";
}

function newestOf(kind: Kind, item: Item): Item | undefined {
  try {
    return written(kind, understood(kind, item));
  } catch (error) {
    if (error instanceof StoreError) return undefined;
    throw error;
  }
}

const mostTold = 20;

function after(so: Migrated, fate: Fate, item: Item): Migrated {
  const seen = so.seen + 1;
  if (fate === "current") return { ...so, seen };
  if (fate !== "strange") return { ...so, seen, [fate]: so[fate] + 1 };
  const name = tables[so.table].keys.map((key) => String(item[key]));
  return { ...so, seen, strange: [...so.strange, name.join(" ")].slice(0, mostTold) };
}
