import { isPending } from "../core/byHand.ts";
import type { DueHow } from "../core/ports.ts";
import type { Task } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import { type Item, type OnCorrupt, readable } from "./items.ts";
import { createDueIndex, type DueRow } from "./memoryDue.ts";
import { isPassedOver } from "./passedOver.ts";
import { attentionShardOf, isDueShard, readTask, taskItem } from "./taskItem.ts";

/** The task table in memory. What the store wrote itself is a task; only what came past it is read as an item. */
export interface MemoryTasks {
  /** @throws StoreError `corrupt` for an item that is no task */
  task(id: string): Task | undefined;
  has(id: string): boolean;
  version(id: string): unknown;
  /** As the table of a database would hold it. */
  item(id: string): Item | undefined;
  items(): Item[];
  /** Those that have every value of `only` and can be read, in the order in which they were first written. */
  list(only: Readonly<Record<string, string | undefined>>, onCorrupt: OnCorrupt): Task[];
  /** @param task nobody changes it any more */
  put(task: Task): void;
  /** @param item nobody changes it any more */
  plant(item: Item): void;
  /**
   * The first `most` that are due and can be read, as `Store.dueTasks` orders them.
   *
   * @param isStale the index is as it was when it was last asked without
   */
  due(now: Instant, most: number, asked: DueHow & { readonly isStale: boolean; readonly onCorrupt: OnCorrupt }): Task[];
  /** As `Store.attentionTasks` counts them; all of them, at once. */
  attention(source: string): number;
}

/** An item that came past the store. */
interface Planted {
  readonly item: Item;
  readonly isPlanted: typeof planted;
  readonly id: string;
  readonly due?: Instant;
}

const planted = Symbol("planted");

type Row = Task | Planted;
type Indexed = Row & DueRow;

export function createMemoryTasks(): MemoryTasks {
  const rows = new Map<string, Row>();
  const index = createDueIndex<Indexed>();
  /** The rows that changed since the index caught up, as it holds them. */
  const behind = new Map<string, Row | undefined>();

  function write(row: Row): void {
    if (!behind.has(row.id)) behind.set(row.id, rows.get(row.id));
    rows.set(row.id, row);
  }

  function catchUp(): void {
    for (const [id, before] of behind) {
      if (isIndexed(before)) index.remove(before);
      const now = rows.get(id);
      if (isIndexed(now)) index.add(now);
    }
    behind.clear();
  }

  return {
    task(id) {
      const row = rows.get(id);
      return row && taskOf(row);
    },
    has: (id) => rows.has(id),
    version(id) {
      const row = rows.get(id);
      return row && (isPlanted(row) ? row.item.version : row.version);
    },
    item(id) {
      const row = rows.get(id);
      return row && itemOf(row);
    },
    items: () => Array.from(rows.values(), itemOf),
    list: (only, onCorrupt) =>
      [...rows.values()]
        .filter((row) => fits(isPlanted(row) ? row.item : { ...row }, only))
        .flatMap((row) => tasksOf(row, onCorrupt)),
    put: write,
    plant: (item) => write(plantedRow(item)),
    due(now, most, { isStale, onCorrupt, without = [], newestFirst = false }) {
      if (!isStale) catchUp();
      const found: Task[] = [];
      for (const row of most > 0 ? index.upTo(now, newestFirst) : []) {
        if (isPassedOver(isPlanted(row) ? row.item : row, without)) continue;
        found.push(...tasksOf(row, onCorrupt));
        if (found.length >= most) break;
      }
      return found;
    },
    attention: (source) => [...rows.values()].filter((row) => isAttention(row, source)).length,
  };
}

function isAttention(row: Row, source: string): boolean {
  if (isPlanted(row)) return row.item.dueShard === attentionShardOf(source);
  return row.source === source && isPending(row);
}

/** In the index are items with both of its keys. */
function plantedRow(item: Item): Planted {
  const { id, due, dueShard } = item;
  const isDue = isDueShard(dueShard) && typeof due === "number";
  return { item, isPlanted: planted, id: String(id), ...(isDue && { due }) };
}

function isPlanted(row: Row): row is Planted {
  return "isPlanted" in row && row.isPlanted === planted;
}

function isIndexed(row: Row | undefined): row is Indexed {
  return row?.due !== undefined;
}

function itemOf(row: Row): Item {
  return isPlanted(row) ? row.item : taskItem(row);
}

function taskOf(row: Row): Task {
  return isPlanted(row) ? readTask(row.item) : row;
}

/** Whether an item has every value that is asked for. */
export function fits(item: Item, wanted: Readonly<Record<string, string | undefined>>): boolean {
  return Object.entries(wanted).every(([name, value]) => value === undefined || item[name] === value);
}

function tasksOf(row: Row, onCorrupt: OnCorrupt): readonly Task[] {
  return isPlanted(row) ? readable([row.item], readTask, onCorrupt) : [row];
}
