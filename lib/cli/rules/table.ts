import { stripVTControlCharacters, styleText } from "node:util";

/** Rows under their heads, each column as wide as it must be; a column that nobody fills is left out. */
export function tableLines(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const used = heads.map((_, at) => rows.some((row) => row[at]));
  const widths = heads.map((head, at) => Math.max(head.length, ...rows.map((row) => widthOf(row[at] ?? ""))));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => cell + " ".repeat(Math.max(0, (widths[at] ?? 0) - widthOf(cell))))
      .filter((_, at) => used[at])
      .join("  ")
      .trimEnd();
  return [styleText("gray", line(heads)), ...rows.map(line)];
}

function widthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}
