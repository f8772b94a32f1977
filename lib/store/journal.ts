import type { Entry, SealEntry } from "../core/journal.ts";
import { joinKey } from "../core/key.ts";
import type { JournalRange, Page, ToSeal } from "../core/ports.ts";
import { sealId } from "../core/seal.ts";
import { activeScope } from "./active.ts";
import { jobKey, readEntry, sealScope, storedEntry } from "./entryItem.ts";
import { type Item, readable } from "./items.ts";
import type { JournalDesk, Stretch } from "./shelf.ts";
import { walk } from "./walk.ts";

// `Store`'s reads of the journal, on whatever shelf it lies.

/** `Store.journal`. */
export async function journal(desk: JournalDesk, range: JournalRange, most: number): Promise<Page<Entry>> {
  const { items, next } = await newestItems(desk, range, most);
  const entries = readable(items, readEntry, desk.onCorrupt).filter((entry) => isOf(range, entry));
  return { items: entries, ...(next !== undefined && { next }) };
}

/** A project may have been called otherwise earlier in the hour that its mark tells of; what does not tell may be of it. */
function isOf({ only }: JournalRange, { projectPath, projectId }: Entry): boolean {
  if (typeof only !== "object" || !("path" in only)) return true;
  return projectPath === undefined ? projectId !== undefined : projectPath === only.path;
}

async function newestItems(
  desk: JournalDesk,
  { source, only, ...ends }: JournalRange,
  most: number,
): Promise<Page<Item>> {
  const route = { ...ends, newestFirst: true };
  if (only === undefined || (typeof only === "object" && "path" in only))
    return await walk(desk, { ...route, source, path: only?.path }, most);
  const items = await desk.shelf({ ...route, ...partition(source, only) }, most);
  const last = items.length < most ? undefined : items.at(-1);
  return { items, ...(last && { next: String(last.id) }) };
}

function partition(
  source: string,
  only: Exclude<NonNullable<JournalRange["only"]>, { path: string }>,
): Pick<Stretch, "scope" | "index"> {
  if (only === "seals") return { scope: sealScope(source) };
  if ("job" in only) return { scope: jobKey(source, only.job), index: "job" };
  return { scope: joinKey(source, only.projectId) };
}

/** `Store.toSeal`. */
export async function toSeal(
  desk: JournalDesk,
  { source, from, to }: { readonly source: string; readonly from: string; readonly to: string },
  most: number,
): Promise<ToSeal> {
  const route = { source, after: from, upTo: to, newestFirst: false, consistent: true };
  const { items, next } = await walk(desk, route, most);
  return {
    items: items.map(storedEntry),
    keepDays: desk.keepJournalDays,
    ...(next !== undefined && next < to && { next }),
  };
}

/** `Store.seals`. */
export async function seals(
  { shelf, onCorrupt }: JournalDesk,
  source: string,
  { after, most }: { readonly after: number; readonly most: number },
): Promise<SealEntry[]> {
  const stretch = { scope: sealScope(source), after: sealId(after), newestFirst: false, consistent: true };
  const entries = readable(await shelf(stretch, most), readEntry, onCorrupt);
  return entries.filter((entry) => entry.kind === "seal");
}

/** Whether an item of the table is an entry that seals cover. */
export function isSealable({ scope }: Item): boolean {
  const [of = "", place = ""] = String(scope).split("/");
  return `${of}/${place}` !== activeScope(of) && place !== "seal";
}

/** The newest `most` entries, oldest first. */
export function newestLast(list: readonly Entry[], most: number): Entry[] {
  const sorted = list.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  return sorted.slice(Math.max(0, sorted.length - most));
}
