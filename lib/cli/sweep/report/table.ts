import type { SweepReport } from "../../../app/tally/shape.ts";
import { sizeText } from "../../jobs/text.ts";
import { safe } from "../../render.ts";
import { tableLines } from "../../report/table.ts";
import { type By, type Figures, tableBy } from "./tables.ts";

/** One table of a report for people. */
export function tableOf(report: SweepReport, by: By, most: number): string[] {
  const { rows: all, others } = tableBy(report, by, most);
  const rows = by === "rule" ? all : all.filter(({ figures }) => (figures.jobs ?? 0) > 0);
  if (rows.length === 0) return [by === "rule" ? noRules : "nothing is there"];
  const total = report.totals.all.bytes;
  const keys = [...new Set(rows.flatMap(({ figures }) => Object.keys(figures)))];
  const line = ({ name, project, figures }: (typeof rows)[number]) => [
    clipped(safe(project === undefined ? name : `${project}  ${name}`)),
    ...keys.map((key) => figureText(key, figures[key] ?? 0)),
    ...(by === "rule" ? [] : [shareText(figures, total)]),
  ];
  const rest = others ? [line({ name: `${others.names} others`, figures: others.figures })] : [];
  const heads = [by, ...keys.map((key) => headOf(key)), ...(by === "rule" ? [] : ["share"])];
  return tableLines(heads, [...rows.map(line), ...rest]);
}

const noRules = "no active rule deletes anything: penstock rules new shows how to write one";

const heads: Readonly<Record<string, string>> = {
  bytes: "size",
  logBytes: "logs",
  leakedBytes: "leaked",
  bytesPerDay: "a day",
  freesBytes: "frees now",
  freesJobs: "jobs",
  monthBytes: "a month",
  monthJobs: "jobs",
  newestBytes: "spared newest",
  changedIn: "changed in",
};

function headOf(key: string): string {
  return heads[key] ?? key;
}

export function figureText(key: string, value: number): string {
  if (!/bytes/i.test(key)) return String(value);
  return value < 0 ? `-${sizeText(-value)}` : sizeText(value);
}

/** What part of all it is. */
function shareText({ bytes = 0 }: Figures, all: number): string {
  return all === 0 ? "-" : percentText((100 * bytes) / all);
}

export function percentText(percent: number): string {
  return percent > 0 && percent < 0.1 ? "<0.1 %" : `${percent.toFixed(1)} %`;
}

const mostCharacters = 60;

function clipped(text: string): string {
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters - 1).toWellFormed()}…`;
}
