import { StoreError } from "../core/errors.ts";
import type { Item } from "./items.ts";

// Items carry the number of the format that they are written in: `format`; without it they are of format 0. A name more is
// no new format: readers keep what they do not know. A new format is what an older reader would misunderstand: then a step is
// added here, and an item carries the lowest number whose readers understand it.

/** What is written in formats: tasks, the items of rulebooks and proposals, journal entries, notes of the ledger. */
export type Kind = "task" | "rulebook" | "entry" | "note";

/** An item of one format as it is in the next. Pure: every reader does it anew, until a migration has written it. */
type Step = (item: Item) => Item;

/** Format 1 is 0 with its number. */
const asItIs: Step = (item) => item;

/** The step at place n leads from format n to n + 1. */
const steps: Readonly<Record<Kind, readonly Step[]>> = {
  task: [asItIs],
  rulebook: [asItIs],
  entry: [asItIs],
  note: [asItIs],
};

/** The newest format that this version reads, and writes. */
export function newestFormat(kind: Kind): number {
  return steps[kind].length;
}

/** An item with the number of the format that it is in. */
export function written(kind: Kind, item: Item): Item {
  return { ...item, format: newestFormat(kind) };
}

/**
 * An item as this version's own items are, whatever format it is in; the number as it was.
 *
 * @throws StoreError `newer` for a format that only a later Penstock reads; `corrupt` for what is no number of a format
 */
export function understood(kind: Kind, item: Item): Item {
  const newest = newestFormat(kind);
  const { format = 0 } = item;
  if (format === newest) return item;
  if (typeof format !== "number" || !Number.isInteger(format) || format < 0)
    throw new StoreError("corrupt", `${nameOf(kind, item)}: ${JSON.stringify(format)} is no format`);
  if (format > newest) throw newer(nameOf(kind, item), `in format ${format}; this one reads up to ${newest}`);
  return steps[kind].slice(format).reduce((older, step) => step(older), item);
}

/** What a later Penstock wrote is left as it is. */
function newer(name: string, how: string): StoreError {
  return new StoreError("newer", `${name} was written by a later Penstock, ${how}: deploy that one again`);
}

function nameOf(kind: Kind, { id, source, version, scope, key }: Item): string {
  const parts = kind === "note" ? [scope, key] : kind === "rulebook" ? [source, version] : [id];
  return `${kind} ${parts.map(String).join(" ")}`;
}
