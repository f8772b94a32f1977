import { idBound, instantOfId } from "../core/journal.ts";
import type { Page } from "../core/ports.ts";
import { activeScope, hourBegin, hourEnd, hourOf, type Mark, markBounds, readMark } from "./active.ts";
import { type Item, readable } from "./items.ts";
import type { JournalDesk, Shelf, Stretch } from "./shelf.ts";

// How the entries of all projects are read in order: hour by hour, from the partitions that the hour's marks name.

/** A stretch of a source's journal. */
export interface Walk extends Omit<Stretch, "scope" | "index"> {
  readonly source: string;
  /** Only projects that were called so, as far as their marks tell. */
  readonly path?: string | undefined;
}

const mostAtOnce = 8;
/** Partitions that one walk reads; it then says where to go on. */
const mostPartitions = 2_000;

/**
 * The first `most` items of a walk, in order; a few more where ids are equal.
 *
 * @returns `next` where there may be more: all up to and including it (newest first: from it on) was read
 */
export async function walk(desk: JournalDesk, route: Walk, most: number): Promise<Page<Item>> {
  const found: Item[] = [];
  let partitions = 0;
  let rest: Walk | undefined = route;
  while (rest) {
    const hour = await firstHour(desk, rest);
    if (hour === undefined) return { items: found };
    const scopes = await scopesOf(desk, hour, rest);
    const { items, next } = await collect(desk.shelf, scopes, { ...rest, ...clipped(rest, hour) }, most - found.length);
    found.push(...items);
    if (next !== undefined) return { items: found, next };
    const edge = idBound(route.newestFirst ? hourBegin(hour) : hourEnd(hour));
    partitions += scopes.length;
    if (found.length >= most || partitions >= mostPartitions) return { items: found, next: edge };
    rest = behind(rest, edge);
  }
  return { items: found };
}

/** What is left of a walk behind an hour's edge. */
function behind(route: Walk, edge: string): Walk | undefined {
  if (route.newestFirst) return edge > (route.after ?? "") ? { ...route, before: edge } : undefined;
  return route.upTo === undefined || edge < route.upTo ? { ...route, after: edge } : undefined;
}

/** The first hour of a walk that has entries. */
async function firstHour(
  { shelf, onCorrupt }: JournalDesk,
  { source, newestFirst, consistent, ...route }: Walk,
): Promise<string | undefined> {
  const low = hourOfId(route.after, false);
  const high = [route.before, route.upTo].map((id) => hourOfId(id, true)).filter((hour) => hour !== undefined);
  let stretch: Stretch = {
    scope: activeScope(source),
    after: low && markBounds(low).first,
    before: high.length === 0 ? undefined : high.map((hour) => markBounds(hour).last).toSorted()[0],
    newestFirst,
    ...(consistent && { consistent }),
  };
  for (;;) {
    const [item] = await shelf(stretch, 1);
    if (!item) return undefined;
    const [mark] = readable([item], readMark, onCorrupt);
    if (mark) return mark.hour;
    // Behind a mark that cannot be read there may be others.
    stretch = { ...stretch, ...(newestFirst ? { before: String(item.id) } : { after: String(item.id) }) };
  }
}

/** The hour that an id lies in; of a bound that ends something, the hour that it ends. */
function hourOfId(id: string | undefined, isEnd: boolean): string | undefined {
  const at = id === undefined ? Number.NaN : instantOfId(id);
  if (Number.isNaN(at)) return undefined;
  return hourOf(isEnd && id === idBound(at) ? at - 1 : at);
}

/** The partitions with entries of an hour. */
async function scopesOf(
  { shelf, onCorrupt }: JournalDesk,
  hour: string,
  { source, path, consistent }: Walk,
): Promise<string[]> {
  const { first, last } = markBounds(hour);
  const stretch = { scope: activeScope(source), after: first, before: last, newestFirst: false };
  const marks = await shelf({ ...stretch, ...(consistent && { consistent }) }, Number.POSITIVE_INFINITY);
  const isWanted = (mark: Mark) => path === undefined || mark.path === undefined || mark.path === path;
  return readable(marks, readMark, onCorrupt)
    .filter(isWanted)
    .map(({ scope }) => scope);
}

/** The part of a walk that lies in an hour. */
function clipped({ after, before }: Walk, hour: string): Pick<Stretch, "after" | "before"> {
  const [begin, end] = [idBound(hourBegin(hour)), idBound(hourEnd(hour))];
  return {
    after: after === undefined || after < begin ? begin : after,
    before: before === undefined || before > end ? end : before,
  };
}

/**
 * The first `most` items of some partitions. As soon as there are more, what lies behind the last of them is not read any
 * more: whatever was read up to there is complete.
 */
async function collect(shelf: Shelf, scopes: readonly string[], route: Walk, most: number): Promise<Page<Item>> {
  let found: Item[] = [];
  let edge: string | undefined;
  const queue = scopes.values();
  async function lane(): Promise<void> {
    for (const scope of queue) {
      const stretch = { ...route, scope, ...(edge !== undefined && !route.newestFirst && { upTo: edge }) };
      const items = await shelf(stretch, most + 1);
      found.push(...items);
      if (found.length <= most) continue;
      found.sort(inOrder(route.newestFirst));
      const last = String(found[most - 1]?.id);
      found = found.filter(({ id }) => (route.newestFirst ? String(id) >= last : String(id) <= last));
      edge = last;
    }
  }
  await Promise.all(Array.from({ length: Math.min(mostAtOnce, scopes.length) }, lane));
  return { items: found.sort(inOrder(route.newestFirst)), ...(edge !== undefined && { next: edge }) };
}

function inOrder(newestFirst: boolean): (one: Item, other: Item) => number {
  const sign = newestFirst ? -1 : 1;
  const keyOf = ({ id, scope }: Item) => `${String(id)} ${String(scope)}`;
  return (one, other) => (keyOf(one) < keyOf(other) ? -sign : sign);
}
