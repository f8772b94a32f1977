import { styleText } from "node:util";
import type { SweepReport } from "../../../app/tally/shape.ts";
import { type LeakCause, leakCauses } from "../../../core/tally/causes.ts";
import { instantText } from "../../../core/time.ts";
import { counted as countText } from "../../count.ts";
import { ageText, sizeText } from "../../jobs/text.ts";
import { safe } from "../../render.ts";
import { tableLines } from "../../report/table.ts";
import type { Asked } from "./answer.ts";
import { figureText, percentText, tableOf } from "./table.ts";
import type { By } from "./tables.ts";

/** A table of the summary shows so many rows, unless fewer are asked for. */
const mostRows = 10;
const mostLeaks = 5;

/** A report as somebody with a full disk wants it: how full, since when, what would free it, and who fills it. */
export function summaryLines(report: SweepReport, asked: Asked): string[] {
  const { totals, notes } = report;
  const { all, artifactBytes, logBytes } = totals;
  const where = asked.project === undefined ? countText(totals.projects, "project") : safe(asked.project);
  const most = Math.min(mostRows, asked.most);
  const tables: readonly By[] = [
    ...(asked.project === undefined ? (["project"] as const) : []),
    "job",
    "ref",
    "type",
    "age",
    "expiry",
  ];
  return [
    styleText(
      "bold",
      `${sizeText(all.bytes)} in ${countText(all.files, "file")} of ${countText(all.jobs, "job")}, ${where}`,
    ),
    line(
      "of it",
      `artifacts ${sizeText(artifactBytes)} of ${countText(totals.withArtifacts, "job")}, logs ${sizeText(logBytes)}`,
    ),
    line("counted", asked.project === undefined ? countedText(asked) : ownText(report, asked)),
    ...growthLines(report, asked.now),
    ...leakLines(report),
    ...ruleLines(report, asked),
    ...tables.flatMap((by) => ["", ...tableOf(report, by, most)]),
    ...largestLeaks(report),
    ...(notes.length > 0 ? ["", ...notes.map((text) => styleText("yellow", safe(text)))] : []),
    "",
    styleText("gray", nextText(report, asked)),
  ];
}

function line(head: string, text: string): string {
  return `${head.padEnd(10)}${text}`;
}

/** When a project that is asked for alone was counted. */
function ownText({ projects }: SweepReport, { now }: Asked): string {
  const at = projects[0]?.at;
  return at === undefined ? "never" : `${ageText(at, now)} ago (${instantText(at)})`;
}

const mostNamed = 3;

/** What the figures cover, and what not. */
function countedText({ counted, now }: Asked): string {
  const { projects, oldestAt, underWay, missing, isPlanning } = counted;
  const age = oldestAt === undefined ? "" : `, the oldest ${ageText(oldestAt, now)} ago`;
  const more = isPlanning ? " so far: GitLab's list is not read to its end" : "";
  const left = projects - counted.counted;
  const named = missing.slice(0, mostNamed).map(safe).join(", ");
  const others = left > mostNamed ? ` and ${left - mostNamed} more` : "";
  const parts = [
    `${counted.counted} of ${countText(projects, "project")}${age}${more}`,
    ...(underWay > 0 ? [`${underWay} being counted`] : []),
    ...(left > 0 ? [styleText("yellow", `not counted: ${named}${others}`)] : []),
  ];
  return `${parts.join("; ")}`;
}

function growthLines({ growth, quota }: SweepReport, now: number): string[] {
  const { arrived, bytesPerDay, byCounts, projects } = growth;
  const came = `came ${sizeText(arrived.day.bytes)} in 1 day, ${sizeText(arrived.week.bytes)} in 7, ${sizeText(arrived.month.bytes)} in 30, and is there`;
  return [
    line("growth", came),
    line("", `${figureText("bytes", bytesPerDay ?? 0)} a day, ${basisText(byCounts, projects)}`),
    ...(quota
      ? [
          line(
            "quota",
            `${percentText(quota.usedPercent)} of ${sizeText(quota.bytes)} is used; ${fullText(quota.daysLeft, now)}`,
          ),
        ]
      : []),
  ];
}

function basisText(byCounts: number, projects: number): string {
  if (byCounts === projects) return "by the counts of the last 30 days";
  const other = "by what came in 30 days, as if nothing went";
  return byCounts === 0 ? other : `by the counts of ${byCounts} of ${projects} projects, else ${other}`;
}

const dayMillis = 86_400_000;

function fullText(daysLeft: number | null, now: number): string {
  if (daysLeft === null) return "it does not grow";
  if (daysLeft === 0) return styleText("red", "it is full, or will be within a day");
  const day = daysLeft < 36_500 ? ` (${instantText(now + daysLeft * dayMillis).slice(0, 10)})` : "";
  return `at that it is full in ${countText(daysLeft, "day")}${day}`;
}

const causeTexts: Readonly<Record<LeakCause, string>> = {
  newest: "of the newest success of their ref, or later: GitLab keeps them on purpose",
  tag: "of tags: each is the newest of its own",
  lag: "nothing keeps them that can be seen: GitLab's clean-up is late, or passes over them",
  unknown: "it cannot be told why",
};

function leakLines({ leaks }: SweepReport): string[] {
  if (leaks.all.jobs === 0) return [line("leaked", "nothing that expired more than a day ago is there")];
  const causes = leakCauses.filter((cause) => leaks.causes[cause].jobs > 0);
  return [
    line(
      "leaked",
      `${sizeText(leaks.all.bytes)} of ${countText(leaks.all.jobs, "job")} expired more than a day ago, and is there`,
    ),
    ...causes.map((cause) => line("", `${sizeText(leaks.causes[cause].bytes)} ${causeTexts[cause]}`)),
  ];
}

/** What rules would free, and what must be known of it. */
function ruleLines(report: SweepReport, { counted, most }: Asked): string[] {
  const { rules, rulesVersion } = report;
  if (rules.length === 0) return [];
  const open = rules.flatMap(({ rule, isAtMost }) => (isAtMost ? [safe(rule)] : []));
  const spares = rules.some(({ newest }) => newest.now.jobs + newest.month.jobs > 0);
  const words = [
    ...(open.length > 0 ? [`at most, since of some only a look can tell: ${open.join(", ")}`] : []),
    ...(spares ? ["spared newest: the newest pipelines of their refs; they go where the ref is gone"] : []),
    ...(counted.rulesVersion > rulesVersion
      ? [`by version ${rulesVersion} of the rules; version ${counted.rulesVersion} is active`]
      : []),
  ];
  const table = tableOf(report, "rule", Math.min(mostRows, most));
  return ["", ...table, ...words.map((text) => styleText("gray", text))];
}

function largestLeaks({ leaks }: SweepReport): string[] {
  const shown = leaks.largest.slice(0, mostLeaks);
  if (shown.length === 0) return [];
  const rows = shown.map(({ project, id, name, expiredAt, bytes, cause }) => [
    safe(`${project}  job ${id} ${JSON.stringify(name)}`),
    sizeText(bytes),
    instantText(expiredAt).slice(0, 10),
    cause,
  ]);
  return ["", ...tableLines(["largest leaks", "size", "expired", "cause"], rows)];
}

function nextText({ rules }: SweepReport, { project }: Asked): string {
  const where = project === undefined ? "" : ` --project ${safe(project)}`;
  if (rules.length === 0) return "No rule deletes anything yet: docs/rules.md shows deleteArtifacts.";
  return `To see job by job what would go: penstock sweep plan${where}. To count again: penstock sweep start ${where === "" ? "--all" : where.trim()}`;
}
