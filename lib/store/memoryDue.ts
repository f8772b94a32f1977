import type { Instant } from "../core/time.ts";

/** What the due index holds: whole rows, in the order in which they come due. */
export interface DueRow {
  readonly id: string;
  readonly due: Instant;
}

/** The rows of the due index, earliest first, those of one moment by their id. */
export interface DueIndex<Row extends DueRow> {
  add(row: Row): void;
  /** Takes away the row of the same `due` and `id`, if there is one. */
  remove(row: DueRow): void;
  /** The rows that are due, earliest first or the other way round; nothing may change while they are read. */
  upTo(now: Instant, newestFirst: boolean): Iterable<Row>;
}

/** Rows lie in blocks, so that a change moves a block's rows at most, however many there are. */
const mostInBlock = 512;

/** No id comes behind it. */
const behindAll = "\uffff";

/**
 * A due index in memory. It has no shards: DynamoDB's are there for its write rate, and what is read from all of them is
 * in the same order.
 */
export function createDueIndex<Row extends DueRow>(): DueIndex<Row> {
  const blocks: Row[][] = [];

  /** The last block that begins at or before the row. */
  function blockOf(row: DueRow): number {
    let low = 0;
    let high = blocks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(row, blocks[middle]?.[0])) high = middle;
      else low = middle + 1;
    }
    return Math.max(0, low - 1);
  }

  function* upFrom(now: Instant): Iterable<Row> {
    for (const block of blocks)
      for (const row of block) {
        if (row.due > now) return;
        yield row;
      }
  }

  function* downFrom(now: Instant): Iterable<Row> {
    const end = { id: behindAll, due: now };
    for (let at = blockOf(end); at >= 0; at--) {
      const block = blocks[at] ?? [];
      for (let place = placeOf(end, block) - 1; place >= 0; place--) {
        const row = block[place];
        if (row) yield row;
      }
    }
  }

  return {
    add(row) {
      const at = blockOf(row);
      const block = blocks[at];
      if (!block) {
        blocks.push([row]);
        return;
      }
      block.splice(placeOf(row, block), 0, row);
      if (block.length > mostInBlock) blocks.splice(at + 1, 0, block.splice(mostInBlock / 2));
    },
    remove(row) {
      const at = blockOf(row);
      const block = blocks[at] ?? [];
      const place = placeOf(row, block);
      const found = block[place];
      if (found?.id !== row.id || found.due !== row.due) return;
      block.splice(place, 1);
      if (block.length === 0) blocks.splice(at, 1);
    },
    upTo: (now, newestFirst) => (newestFirst ? downFrom(now) : upFrom(now)),
  };
}

/** Where in a block a row is, or belongs. */
function placeOf(row: DueRow, block: readonly DueRow[]): number {
  let low = 0;
  let high = block.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(block[middle], row)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isBefore(one: DueRow | undefined, other: DueRow | undefined): boolean {
  if (!one || !other) return false;
  return one.due < other.due || (one.due === other.due && one.id < other.id);
}
