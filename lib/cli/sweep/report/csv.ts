import type { SweepReport } from "../../../app/tally/shape.ts";
import { safe } from "../../render.ts";
import { csvCell } from "../../report/csv.ts";
import { type By, tableBy } from "./tables.ts";

/** One table of a report as CSV by RFC 4180, with a line of heads; what stands in no row of its own is the last one. */
export function csvText(report: SweepReport, by: By, most: number): string {
  const { rows, others } = tableBy(report, by, most);
  const keys = [...new Set(rows.flatMap(({ figures }) => Object.keys(figures)))];
  const hasProject = by === "job";
  const cells = ({ name, project, figures }: (typeof rows)[number]) => [
    safe(name),
    ...(hasProject ? [safe(project ?? "")] : []),
    ...keys.map((key) => String(figures[key] ?? "")),
  ];
  const rest = others ? [cells({ name: `(${others.names} others)`, figures: others.figures })] : [];
  const lines = [[by, ...(hasProject ? ["project"] : []), ...keys], ...rows.map(cells), ...rest];
  return lines
    .map((line) => `${line.map((cell, at) => (at > (hasProject ? 1 : 0) ? cell : csvCell(cell))).join(",")}\r\n`)
    .join("");
}
