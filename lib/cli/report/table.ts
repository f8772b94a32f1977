import { styleText } from "node:util";
import type { NamedRow } from "../../app/report/shape.ts";
import { spanText } from "../../core/span.ts";
import { sizeText } from "../jobs/text.ts";
import { safe } from "../render.ts";
import type { Column, Figure } from "./columns.ts";

/** Lines of a table: what the rows are about to the left, figures to the right, with a line of heads. */
export function tableLines(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = heads.map((head, at) => Math.max(head.length, ...rows.map((cells) => cells[at]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells.map((text, at) => (at === 0 ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0))).join("  ");
  return [styleText("gray", line(heads).trimEnd()), ...rows.map((cells) => line(cells).trimEnd())];
}

/** A row's cells as people read them. */
export function cellsOf(row: NamedRow, columns: readonly Column[]): string[] {
  const about = row.project === undefined ? row.name : `${row.project}  ${row.name}`;
  const name = row.reason === undefined ? about : `${about}: ${row.reason}`;
  return [clipped(safe(name)), ...columns.map(({ figure, unit }) => figureText(figure(row), unit))];
}

/** A figure with its unit; `?` stands behind one of which a part is not known. */
function figureText({ value, isPartial = false }: Figure, unit: Column["unit"]): string {
  if (value === undefined) return "-";
  if (value === null) return "unknown";
  return `${amountText(value, unit)}${isPartial ? "?" : ""}`;
}

function amountText(value: number, unit: Column["unit"]): string {
  if (unit === "number") return String(value);
  return unit === "bytes" ? sizeText(value) : minutesText(value);
}

/** E.g. `1h 30m`, `42s`; from ten minutes on without seconds. */
export function minutesText(minutes: number): string {
  return spanText((minutes < 10 ? minutes : Math.round(minutes)) * 60);
}

const mostCharacters = 60;

function clipped(text: string): string {
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters - 1).toWellFormed()}…`;
}
