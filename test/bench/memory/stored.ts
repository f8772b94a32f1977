import { createMemoryStore, type MemoryStore } from "../../../lib/store/memory.ts";
import { taskItem } from "../../../lib/store/taskItem.ts";
import { dueRetries, planRetries } from "../drain/world.ts";
import type { Figure } from "../figure.ts";
import { openPair } from "../scale/pair.ts";
import { itemBytes } from "./itemBytes.ts";
import { liveBytes } from "./weigh.ts";

/** An open task in memory and in a table, and an entry of the journal, each beside the units that AWS asks for by the kilobyte. */
export async function weighTables(count: number): Promise<Figure[]> {
  const store = createMemoryStore();
  await planRetries(store, { from: 2 * count, count: 100 });
  const before = liveBytes();
  await planRetries(store, { from: 1, count });
  const live = (liveBytes() - before) / count;
  if (store.tables.tasks.items().length !== count + 100) throw new Error("a task is missing");
  const heard = createMemoryStore();
  await (await openPair(heard)).deliverTwice();
  const figure = (what: string, ours: number): Figure => ({ goal: "memory", what, unit: "bytes", ours });
  return [
    figure("an open task in the in-memory store", live),
    {
      ...figure("an open task as an item of DynamoDB", largest(dueRetries({ from: 1, count: 1 }).map(taskItem))),
      most: 1_024,
    },
    { ...figure("a delivery's entry in the journal, likewise", largest(entriesOf(heard))), most: 1_024 },
  ];
}

function entriesOf({ tables }: MemoryStore): readonly object[] {
  return tables.all("journal").filter(({ kind }) => kind === "delivery");
}

function largest(items: readonly object[]): number {
  if (items.length === 0) throw new Error("nothing was stored");
  return Math.max(...items.map(itemBytes));
}
