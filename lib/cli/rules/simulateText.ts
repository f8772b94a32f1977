import { styleText } from "node:util";
import type { Change, Counts, Difference } from "../../app/simulate/compare.ts";
import type { SimulationReport } from "../../app/simulate/simulation.ts";
import { spanText } from "../../core/span.ts";
import { instantText } from "../../core/time.ts";
import { counted } from "../count.ts";
import { safe } from "../render.ts";
import { tableLines } from "./table.ts";

const colours = { added: "green", removed: "red", changed: "yellow" } as const;

/** A simulation for people: the outcome in a line, then what it is made of, then what it cannot know. */
export function reportLines(report: SimulationReport, address: string | undefined): readonly string[] {
  return [
    headText(report),
    ...section(
      "by rule",
      countsTable(
        "rule",
        report.byRule.map(({ rule, ...counts }) => [rule, counts]),
      ),
    ),
    ...section(
      "by project",
      countsTable(
        "project",
        report.byProject.map(({ project, ...counts }) => [nameOf(project), counts]),
      ),
    ),
    ...section(
      "examples",
      report.examples.flatMap((one) => exampleLines(one, address)),
    ),
    ...section("held by a limit", heldLines(report)),
    ...section("waits at its gate, until people approve", ofRuleLines(report.waitsAtGate)),
    ...section("only reported", ofRuleLines(report.reported)),
    ...section("not known", unknownLines(report)),
    ...section("not simulated", unsimulatedLines(report)),
    ...section("notes", noteLines(report)),
  ];
}

function headText(report: SimulationReport): string {
  const { period, events, projects, added, removed, changed, same } = report;
  if (!period) return "no recorded events: nothing to simulate";
  const span = spanText((period.until - period.from) / 1000);
  const heard = `${number(events)} ${events === 1 ? "event" : "events"} of ${counted(projects, "project")}`;
  const parts = [
    coloured("added", `${number(added)} ${added === 1 ? "action" : "actions"} added`, added),
    coloured("removed", `${number(removed)} removed`, removed),
    coloured("changed", `${number(changed)} changed`, changed),
    `${number(same)} the same`,
  ];
  return `over ${span}, ${heard}: ${parts.join(", ")}`;
}

function coloured(change: Change, text: string, count: number): string {
  return count === 0 ? text : styleText(colours[change], text);
}

function number(count: number): string {
  return count.toLocaleString("en");
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", styleText("bold", title), ...lines.map((line) => `  ${line}`)];
}

const mostRows = 20;

function countsTable(head: string, rows: readonly (readonly [name: string, counts: Counts])[]): readonly string[] {
  if (rows.length === 0) return [];
  const shown = rows
    .slice(0, mostRows)
    .map(([name, { added, removed, changed, same }]) => [
      safe(name),
      cell("added", added),
      cell("removed", removed),
      cell("changed", changed),
      same === 0 ? "" : number(same),
    ]);
  const more = rows.length > mostRows ? [`and ${number(rows.length - mostRows)} more: --json has them all`] : [];
  return [...tableLines([head, "added", "removed", "changed", "same"], shown), ...more];
}

function cell(change: Change, count: number): string {
  return count === 0 ? "" : styleText(colours[change], number(count));
}

function nameOf({ id, path }: Difference["project"]): string {
  return path ?? `project ${id}`;
}

const signs = { added: "+", removed: "-", changed: "~" } as const;

function exampleLines(one: Difference, address: string | undefined): readonly string[] {
  const { change, action, project, job, at, rules, because, whyNot, what } = one;
  const sign = styleText(colours[change], `${signs[change]} ${action}`);
  const where = `job ${job.id} ${JSON.stringify(job.name)} of ${nameOf(project)}`;
  const why = change === "changed" ? `another ${what?.join(" and ")}` : whyNot;
  const elsewhere = { added: "the active rules", removed: "the candidate", changed: "then" }[change];
  const url =
    address !== undefined && project.path !== undefined ? [`${address}/${project.path}/-/jobs/${job.id}`] : [];
  return [
    `${sign} ${safe(where)}  ${styleText("gray", `${instantText(at)}  ${safe(rules.join(", "))}`)}`,
    ...[because, why === undefined ? "" : `${elsewhere}: ${why}`, ...url]
      .filter((text) => text !== "")
      .map((text) => `    ${styleText("gray", safe(text))}`),
  ];
}

function heldLines({ heldByLimit }: SimulationReport): readonly string[] {
  return tableOf(
    ["rule", "limit", "rules", "times"],
    heldByLimit.map(({ rule, limit, side, count }) => [safe(rule), limit, side, number(count)]),
  );
}

function ofRuleLines(list: SimulationReport["reported"]): readonly string[] {
  return tableOf(
    ["rule", "rules", "times"],
    list.map(({ rule, side, count }) => [safe(rule), side, number(count)]),
  );
}

function unknownLines({ unknown }: SimulationReport): readonly string[] {
  const rows = unknown.map(({ rule, condition, ask, side, count }) => [
    safe(rule),
    safe(condition),
    `a look at ${ask === undefined ? "the job" : askText(ask)}`,
    side,
    number(count),
  ]);
  return tableOf(["rule", "condition", "would tell", "rules", "times"], rows);
}

function askText(ask: string): string {
  return ask === "log" ? "the job's log" : `its ${ask}`;
}

function unsimulatedLines({ notSimulated }: SimulationReport): readonly string[] {
  return notSimulated.map(
    ({ side, rule, why, partly }) => `${safe(rule)} (${side})${partly ? ", partly" : ""}: ${safe(why)}`,
  );
}

function noteLines(report: SimulationReport): readonly string[] {
  const { active, candidate } = report.looked;
  const counts: readonly (readonly [number, string])[] = [
    [
      report.onlyWanted,
      "deliveries are from when only what the rules wanted was recorded (PENSTOCK_RECORD=wanted): what a candidate would add is missing there",
    ],
    [report.untold, "deliveries have no facts: other kinds of events, too large, or from before facts were recorded"],
    [report.unreadable, "entries could not be read"],
    [report.repeated, "deliveries came more than once, and count once"],
    [candidate + active, `actions rest on what a worker's look told: ${active} active, ${candidate} candidate`],
    [report.waitedForCalendar.candidate, "actions of the candidate waited for a calendar to open"],
    [report.disputed.candidate, "jobs of which the candidate's rules want different things: nothing is done"],
    [report.stillWaiting.candidate, "actions of the candidate had not come due at the end"],
  ];
  const told = counts.filter(([count]) => count > 0).map(([count, text]) => `${number(count)} ${text}`);
  const differs = report.added + report.removed + report.changed > 0;
  const honest =
    "what would have followed an action that did not happen then is not known: the events stay as they were";
  return [...told, ...(differs ? [honest] : [])];
}

function tableOf(heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return rows.length === 0 ? [] : tableLines(heads, rows);
}
