import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Figure } from "./figure.ts";
import { type Machine, machineText } from "./machine.ts";
import { goalRows, speedRows, unmetLines } from "./report.ts";

const root = join(import.meta.dirname, "../..");

/** What one run of all parts measured. */
interface Bench {
  readonly figures: readonly Figure[];
  readonly about: Machine;
  readonly seconds: number;
}

/**
 * Puts the table of all goals, and why some are not met, into docs/performance.md, and the short one into README.md.
 *
 * @throws Error where a page has no place for it
 */
export function writePages(bench: Bench): void {
  rewrite("docs/performance.md", "goals", blockOf(bench));
  rewrite("README.md", "speed", tableOf(speedRows(bench.figures)));
}

function rewrite(page: string, name: string, block: string): void {
  const path = join(root, page);
  writeFileSync(path, withBlock(readFileSync(path, "utf8"), name, block));
}

/** The table as a page shows it. */
export function blockOf({ figures, about, seconds }: Bench): string {
  const unmet = unmetLines(figures).map((line) => `- ${line}`);
  return [
    tableOf(goalRows(figures)),
    "",
    ...(unmet.length > 0 ? ["Not met, and why:", "", ...unmet, ""] : []),
    `${machineText(about)}; ${seconds} seconds in all.`,
  ].join("\n");
}

function tableOf([heads = [], ...rows]: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => "---"), ...rows].map(lineOf).join("\n");
}

function lineOf(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/**
 * A page with a block in the place of the one that it has.
 *
 * @throws Error when it has no place for one
 */
export function withBlock(text: string, name: string, block: string): string {
  const [begin, end] = [`<!-- ${name}, written by the bench -->`, `<!-- end of ${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the page has no place for ${name}: ${begin} … ${end}`);
  return `${text.slice(0, from)}${begin}\n${block}\n${text.slice(to)}`;
}
