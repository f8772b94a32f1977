import type { Page, Store } from "../core/ports.ts";
import { cursorText, readCursor } from "./cursor.ts";
import { foundEntry, isCompared } from "./found.ts";
import { type Item, type OnCorrupt, readable } from "./items.ts";
import { journal, seals, toSeal } from "./journal.ts";
import { type Faults, hinderedRead } from "./memoryFaults.ts";
import type { MemoryTables } from "./memoryTables.ts";
import { isWithin, type Shelf } from "./shelf.ts";
import { tables as shapes, type TableName } from "./tables.ts";
import { readTask } from "./taskItem.ts";

type Reads = Pick<Store, "journal" | "toSeal" | "seals" | "stored" | "taskPage">;

interface Memory {
  readonly tables: MemoryTables;
  readonly onCorrupt: OnCorrupt;
  readonly faults: Faults;
  readonly keepJournalDays: number;
}

/** The reads of the journal in memory, the same as on the table but for the shelf. */
export function memoryJournal({ tables, onCorrupt, faults, keepJournalDays }: Memory): Reads {
  const desk = { shelf: memoryShelf(tables), onCorrupt, keepJournalDays };
  return {
    journal: async (range, most) => await hinderedRead(faults({ kind: "journal" }), () => journal(desk, range, most)),
    toSeal: async (range, most) => await hinderedRead(faults({ kind: "toSeal" }), () => toSeal(desk, range, most)),
    seals: async (source, after, most) =>
      await hinderedRead(faults({ kind: "seals" }), () => seals(desk, source, { after, most })),
    stored: (source, next) =>
      hinderedRead(faults({ kind: "stored" }), () => {
        const { items, ...rest } = page(tables.all("journal"), "journal", next);
        return { items: items.filter((item) => isCompared(item, source)).map(foundEntry), ...rest };
      }),
    taskPage: (source, next) =>
      hinderedRead(faults({ kind: "taskPage" }), () => {
        const own = tables.all("tasks").filter((item) => item.source === source);
        const { items, ...rest } = page(own, "tasks", next);
        return { items: readable(items, readTask, onCorrupt), ...rest };
      }),
  };
}

function memoryShelf(tables: MemoryTables): Shelf {
  return async (stretch, most) => {
    const { scope, index, newestFirst } = stretch;
    const key = index ? "jobKey" : "scope";
    const items = tables.all("journal").filter((item) => item[key] === scope && isWithin(String(item.id), stretch));
    const sign = newestFirst ? -1 : 1;
    return items.sort((one, other) => (String(one.id) < String(other.id) ? -sign : sign)).slice(0, most);
  };
}

const pageItems = 1_000;

/** A page of a table, by its key: behind the item that the cursor names. */
function page(items: readonly Item[], table: TableName, next: string | undefined): Page<Item> {
  const { keys } = shapes[table];
  const textOf = (item: Item) => keys.map((name) => String(item[name])).join(" ");
  const from = next === undefined ? undefined : readCursor(next, keys);
  const rest = items
    .filter((item) => from === undefined || textOf(item) > textOf(from))
    .sort((one, other) => (textOf(one) < textOf(other) ? -1 : 1));
  const shown = rest.slice(0, pageItems);
  const last = rest.length > pageItems ? shown.at(-1) : undefined;
  return {
    items: shown,
    ...(last && { next: cursorText(Object.fromEntries(keys.map((name) => [name, last[name]]))) }),
  };
}
