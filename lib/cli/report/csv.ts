import type { Report } from "../../app/report/shape.ts";
import { safe } from "../render.ts";
import { type By, columnsOf, type Figure, rowsBy } from "./columns.ts";

/** One table of a report as CSV by RFC 4180, with a line of heads. */
export function csvOf(report: Report, by: By): string {
  const rows = rowsBy(report, by);
  const columns = columnsOf(rows);
  const also = by === "job" ? ["project"] : by === "class" ? ["reason"] : [];
  const lines = [
    [by, ...also, ...columns.map(({ key }) => key)],
    ...rows.map((row) => [
      safe(row.name),
      ...also.map((name) => safe((name === "project" ? row.project : row.reason) ?? "")),
      ...columns.map(({ figure }) => figureText(figure(row))),
    ]),
  ];
  return lines.map((cells) => `${cells.map(csvCell).join(",")}\r\n`).join("");
}

function figureText({ value }: Figure): string {
  return value === undefined ? "" : value === null ? "unknown" : String(value);
}

/**
 * A cell as RFC 4180 has it. One that a spreadsheet would take for a formula gets an apostrophe in front: names come from
 * whoever may push. Source: OWASP ASVS 5.0, 1.2.10 (read 2026-11).
 */
export function csvCell(text: string): string {
  const harmless = /^[=+\-@\t\r\n\0]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
