import { styleText } from "node:util";
import type { Waits } from "../../app/report/row.ts";
import type { FlakyJob, Report } from "../../app/report/shape.ts";
import { counted } from "../count.ts";
import { sizeText } from "../jobs/text.ts";
import { safe } from "../render.ts";
import { type By, rowsBy, shownColumns } from "./columns.ts";
import { definitions } from "./definitions.ts";
import { cellsOf, minutesText, tableLines } from "./table.ts";

/** A table shows so many rows; CSV and JSON have all. */
const mostRows = 30;

/** A report for people: what it came to, one table, the flaky jobs, and what the figures mean. */
export function reportLines(report: Report, by: By, project?: string): string[] {
  const where = project === undefined ? "all projects" : safe(project);
  return [
    styleText("bold", `${report.since} to ${report.until}, ${where}`),
    ...totalLines(report),
    ...tableOf(report, by),
    ...(by === "class" ? [] : tableOf(report, "class")),
    ...flakyLines(report.flaky),
    "",
    ...definitions.map((line) => styleText("gray", line)),
    ...report.notes.map((line) => styleText("yellow", safe(line))),
  ];
}

function totalLines({ totals, baselines }: Report): string[] {
  const { failures, retries, saved, burnt, gates, restarts, artifacts } = totals;
  const { ours, people, gitlab } = retries;
  const tried = `${ours.made}: ${styleText("green", `${ours.helped} helped`)}, ${ours.failed} did not, ${ours.open} open`;
  return [
    line("failures", failures === null || failures === undefined ? "unknown" : String(failures)),
    line("retried", `by us ${tried}; ${waitText(ours.waited)}`),
    ...(people ? [line("", `by people ${people.made}: ${people.helped} helped; ${waitText(people.waited)}`)] : []),
    ...(gitlab ? [line("", `by GitLab's own retry: ${gitlab.made}: ${gitlab.helped} helped`)] : []),
    line("saved", `${styleText("bold", partly(saved, minutesText))} of people's waiting${baselineText(baselines)}`),
    line("burnt", `${partly(burnt, minutesText)} of runner time on retries that did not help`),
    ...(gates
      ? [
          line(
            "gates",
            `opened by us ${countOf(gates.ours)}${waited(gates.ours)}; by people ${countOf(gates.people)}${waited(gates.people)}`,
          ),
        ]
      : []),
    ...(restarts ? [line("restarts", `${countOf(restarts)}${waited(restarts, "stuck")}`)] : []),
    ...(artifacts ? [line("artifacts", artifactsText(artifacts))] : []),
  ];
}

function line(head: string, text: string): string {
  return `${head.padEnd(11)}${text}`;
}

function countOf({ of, unknown }: Waits): number {
  return of + unknown;
}

function waitText({ median, minutes }: Waits): string {
  if (median === null) return minutes === null ? "waited unknown" : "nobody waited";
  return `waited ${minutesText(median)} (median), ${minutesText(minutes ?? 0)} in all`;
}

function waited(waits: Waits, word = "waited"): string {
  if (countOf(waits) === 0) return "";
  return waits.median === null ? `, ${word} unknown` : `, ${word} ${minutesText(waits.median)} (median)`;
}

function partly(
  { minutes, unknown }: { readonly minutes: number | null; readonly unknown: number },
  text: (minutes: number) => string,
): string {
  if (minutes === null) return "unknown";
  return unknown > 0 ? `${text(minutes)} (and of ${unknown} unknown)` : text(minutes);
}

/** On what the saving rests. */
function baselineText(baselines: Report["baselines"]): string {
  const [first, ...others] = baselines;
  if (first === undefined) return "";
  const sources = Map.groupBy([first, ...others], ({ from }) => from);
  const texts = [...sources].map(([from, list]) => {
    const most = list[0] ?? first;
    const where = sources.size > 1 ? ` in ${counted(list.length, "project")}` : "";
    if (from === "project" && list.length > 1) return `the median of people's retries of each project${where}`;
    const rests = from === "assumed" ? "assumed" : `the median of ${most.retries} retries by people`;
    return `${minutesText(most.minutes)}, ${rests}${from === "all" ? " in all projects" : ""}${where}`;
  });
  return `, who take ${texts.join("; ")}`;
}

function artifactsText({ kept, deleted }: NonNullable<Report["totals"]["artifacts"]>): string {
  const size = ({ bytes, unknown, jobs }: typeof kept) =>
    jobs === 0
      ? ""
      : ` (${bytes === null ? "size unknown" : `${sizeText(bytes)}${unknown > 0 ? `, and of ${unknown} unknown` : ""}`})`;
  return `kept of ${counted(kept.jobs, "job")}${size(kept)}, deleted of ${counted(deleted.jobs, "job")}${size(deleted)}`;
}

function tableOf(report: Report, by: By): string[] {
  const all = rowsBy(report, by);
  if (all.length === 0) return [];
  const rows = by === "day" ? all : all.slice(0, mostRows);
  const columns = shownColumns(rows);
  const left = all.length - rows.length;
  return [
    "",
    ...tableLines(
      [`by ${by}`, ...columns.map(({ head }) => head)],
      rows.map((row) => cellsOf(row, columns)),
    ),
    ...(left > 0 ? [styleText("gray", `and ${left} more: --csv and --json have all`)] : []),
  ];
}

const mostFlaky = 10;

function flakyLines(flaky: readonly FlakyJob[]): string[] {
  if (flaky.length === 0) return [];
  return [
    "",
    ...tableLines(
      ["flaky", "times", "of", "rate", "infra"],
      flaky
        .slice(0, mostFlaky)
        .map(({ project, job, flaky, ended, rate, infrastructure }) => [
          safe(`${project}  ${job}`),
          ...[flaky, ended, `${Math.round(rate * 100)} %`, infrastructure].map(String),
        ]),
    ),
    ...(flaky.length > mostFlaky ? [styleText("gray", `and ${flaky.length - mostFlaky} more: --json has all`)] : []),
  ];
}
