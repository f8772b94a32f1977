import { type Amount, nothing, sum } from "./amount.ts";
import { jsonBytes } from "./jsonBytes.ts";

/**
 * Amounts by names that come from whoever may push, in bounded room. Nothing is ever left out: where the names are too
 * many, those that are alike are counted together, and how coarsely depends on the names alone, not on their order.
 */
export interface Names {
  /** 0: name by name. 1: without their numbers. 2, 3: by their beginnings. 4: all as one. */
  readonly level: number;
  readonly rows: ReadonlyMap<string, Amount>;
}

export const noNames: Names = { level: 0, rows: new Map() };

/** Each leads from a name of the level before to one of its own: so names that are together once stay together. */
const coarser: readonly ((name: string) => string)[] = [
  (name) => name.replace(/\d+/g, "#"),
  (name) => beginning(name, 12),
  (name) => beginning(name, 3),
  () => "…",
];

/** How much room a row takes beside its name, with three numbers of 16 digits. */
const rowBytes = 56;

/** All together, in at most so much room. In whatever order names are put together, the outcome is the same. */
export function mergeNames(all: readonly Names[], mostBytes: number): Names {
  let level = Math.max(0, ...all.map((names) => names.level));
  let rows = regrouped(all, level);
  while (level < coarser.length && bytesOf(rows) > mostBytes) rows = regrouped([{ level, rows }], ++level);
  return { level, rows };
}

function regrouped(all: readonly Names[], level: number): Map<string, Amount> {
  const rows = new Map<string, Amount>();
  for (const names of all)
    for (const [name, amount] of names.rows) {
      const key = coarser.slice(names.level, level).reduce((text, next) => next(text), name);
      rows.set(key, sum(rows.get(key) ?? nothing, amount));
    }
  return rows;
}

function bytesOf(rows: ReadonlyMap<string, Amount>): number {
  let bytes = 0;
  for (const name of rows.keys()) bytes += jsonBytes(name) + rowBytes;
  return bytes;
}

function beginning(name: string, letters: number): string {
  const all = [...name];
  return all.length <= letters ? name : `${all.slice(0, letters).join("")}…`;
}
