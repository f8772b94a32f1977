import { StoreError } from "../core/errors.ts";
import type { Entry } from "../core/journal.ts";
import { joinKey } from "../core/key.ts";
import type { Write } from "../core/ports.ts";
import type { Instant } from "../core/time.ts";
import { entryScope } from "./entryItem.ts";
import { expirySeconds, type Item } from "./items.ts";

// A source's entries lie in a partition for each project. Which partitions an hour has entries in is told by marks: one
// item for each hour and project, written before the hour's first entry of the project, so that no entry can be without.
// Each process writes a mark once and remembers that; to write it again changes nothing.

const hourMillis = 3_600_000;
/** A mark must outlive the entries that it tells of, however late the table forgets those. */
const graceMillis = 7 * 24 * hourMillis;
/** What a process remembers: with more projects than this in an hour it writes some marks twice. */
const mostKnown = 20_000;

/** The partition of a source's marks. */
export function activeScope(source: string): string {
  return joinKey(source, "active");
}

/** The hour of a moment, as marks name it; sorts by time. */
export function hourOf(at: Instant): string {
  return new Date(at).toISOString().slice(0, 13);
}

/** When an hour begins. */
export function hourBegin(hour: string): Instant {
  return Date.parse(`${hour}:00:00Z`);
}

export function hourEnd(hour: string): Instant {
  return hourBegin(hour) + hourMillis;
}

/** The bounds between which the ids of an hour's marks lie: `/` and the sign behind it. */
export function markBounds(hour: string): { readonly first: string; readonly last: string } {
  return { first: `${hour}/`, last: `${hour}0` };
}

/** What a mark tells: the hour, the partition, and what the project was called. */
export interface Mark {
  readonly hour: string;
  readonly scope: string;
  readonly path?: string;
}

const markId = /^(\d{4}-\d{2}-\d{2}T\d{2})\/(-|\d+)$/;
/** What an id has 13 digits for. */
const lastInstant = 9_999_999_999_999;

/**
 * A mark as an item holds it.
 *
 * @throws StoreError `corrupt` for an id that names no hour in which entries can lie, or no project
 */
export function readMark(item: Item): Mark {
  const [, hour = "", project = ""] = markId.exec(String(item.id)) ?? [];
  const begin = hourBegin(hour);
  // Who walks from hour to hour must come to another one at each step: so also no 31st of February.
  if (!(begin >= 0 && hourEnd(hour) <= lastInstant && hourOf(begin) === hour))
    throw new StoreError("corrupt", `mark ${JSON.stringify(item.id)}: names no hour and project`);
  const [source = ""] = String(item.scope).split("/");
  return {
    hour,
    scope: `${source}/${project}`,
    ...(typeof item.projectPath === "string" && { path: item.projectPath }),
  };
}

function markItem(entry: Entry, keepDays: number): Item {
  const hour = hourOf(entry.at);
  return {
    scope: activeScope(entry.source),
    id: `${hour}/${entryScope(entry).split("/")[1] ?? ""}`,
    ...(entry.projectPath !== undefined && { projectPath: entry.projectPath }),
    expires: expirySeconds(hourEnd(hour) + keepDays * 24 * hourMillis + graceMillis),
  };
}

/** The marks that must be written before the entries of a commit, as far as this process has not written them. */
export function marksFor(
  writes: readonly Write[],
  { known, keepDays }: { known: Set<string>; keepDays: number },
): Item[] {
  const items = writes.flatMap((write) =>
    "journal" in write && write.journal.kind !== "seal" ? [markItem(write.journal, keepDays)] : [],
  );
  return items.filter((item) => !known.has(nameOf(item)));
}

/** Remembers that a mark was written. */
export function remember(known: Set<string>, mark: Item): void {
  if (known.size >= mostKnown) known.clear();
  known.add(nameOf(mark));
}

function nameOf({ scope, id }: Item): string {
  return `${String(scope)} ${String(id)}`;
}
