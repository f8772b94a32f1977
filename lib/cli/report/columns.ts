import type { SizesRow, Sum, Waits } from "../../app/report/row.ts";
import type { NamedRow, Report } from "../../app/report/shape.ts";

export const tables = ["project", "rule", "class", "job", "day"] as const;
/** By what the rows of a table are told apart. */
export type By = (typeof tables)[number];

/** The rows of one table of a report. */
export function rowsBy(report: Report, by: By): readonly NamedRow[] {
  const rows = { project: "projects", rule: "rules", class: "classes", job: "jobs", day: "days" } as const;
  return report[rows[by]];
}

/** A figure; `null` is unknown, `undefined` says that the row has none. */
export interface Figure {
  readonly value: number | null | undefined;
  /** Of some it is not known. */
  readonly isPartial?: boolean;
}

export interface Column {
  /** As programs call it, with its unit. */
  readonly key: string;
  /** As people read it. */
  readonly head: string;
  readonly unit: "number" | "minutes" | "bytes";
  figure(row: NamedRow): Figure;
}

const number = (key: string, head: string, value: (row: NamedRow) => number | null | undefined): Column => ({
  key,
  head,
  unit: "number",
  figure: (row) => ({ value: value(row) }),
});

const minutes = (key: string, head: string, sum: (row: NamedRow) => Sum | undefined): Column => ({
  key: `${key}Minutes`,
  head,
  unit: "minutes",
  figure: (row) => ({ value: sum(row)?.minutes, isPartial: (sum(row)?.unknown ?? 0) > 0 }),
});

const median = (key: string, head: string, waits: (row: NamedRow) => Waits | undefined): Column => ({
  key: `${key}MedianMinutes`,
  head,
  unit: "minutes",
  // Without any there is no median, which is not the same as one that is not known.
  figure: (row) => ({ value: waits(row)?.median ?? (waits(row)?.unknown ? null : undefined) }),
});

const jobsOf = ({ of, unknown }: Waits | undefined = { of: 0, unknown: 0, minutes: 0, median: null }) => of + unknown;

const sizes = (key: string, head: string, found: (row: NamedRow) => SizesRow | undefined): Column[] => [
  number(key, head, (row) => found(row)?.jobs),
  {
    key: `${key}Bytes`,
    head: `${head} size`,
    unit: "bytes",
    figure: (row) => ({ value: found(row)?.bytes, isPartial: (found(row)?.unknown ?? 0) > 0 }),
  },
];

/** What people are shown of a table: the columns in which something stands, medians for sums. */
export function shownColumns(rows: readonly NamedRow[]): readonly Column[] {
  const isAny = ({ figure }: Column) => rows.some((row) => figure(row).value !== 0 && figure(row).value !== undefined);
  return columns.filter((column) => shownKeys.has(column.key) && isAny(column));
}

const shownKeys: ReadonlySet<string> = new Set([
  "failures",
  "retriedByUs",
  "helped",
  "waitedMedianMinutes",
  "savedMinutes",
  "burntMinutes",
  "retriedByPeople",
  "waitedByPeopleMedianMinutes",
  "retriedByGitlab",
  "gatesByUs",
  "gatesByPeople",
  "restarts",
  "kept",
  "deleted",
]);

/** The columns that a table has: those of which no row of it has a figure are left out. */
export function columnsOf(rows: readonly NamedRow[]): readonly Column[] {
  return columns.filter(({ figure }) => rows.some((row) => figure(row).value !== undefined));
}

const columns: readonly Column[] = [
  number("failures", "failures", (row) => row.failures),
  number("retriedByUs", "retried", ({ retries }) => retries.ours.made),
  number("helped", "helped", ({ retries }) => retries.ours.helped),
  number("failedAgain", "failed again", ({ retries }) => retries.ours.failed),
  number("open", "open", ({ retries }) => retries.ours.open),
  median("waited", "waited", ({ retries }) => retries.ours.waited),
  minutes("waited", "waited sum", ({ retries }) => retries.ours.waited),
  minutes("saved", "saved", ({ saved }) => saved),
  minutes("burnt", "burnt", ({ burnt }) => burnt),
  number("retriedByPeople", "by people", ({ retries }) => retries.people?.made),
  number("helpedByPeople", "helped", ({ retries }) => retries.people?.helped),
  median("waitedByPeople", "waited", ({ retries }) => retries.people?.waited),
  minutes("waitedByPeople", "waited sum", ({ retries }) => retries.people?.waited),
  number("retriedByGitlab", "by GitLab", ({ retries }) => retries.gitlab?.made),
  number("gatesByUs", "gates", ({ gates }) => gates && jobsOf(gates.ours)),
  median("gatesByUs", "waited", ({ gates }) => gates?.ours),
  number("gatesByPeople", "people's", ({ gates }) => gates && jobsOf(gates.people)),
  median("gatesByPeople", "waited", ({ gates }) => gates?.people),
  number("restarts", "restarts", ({ restarts }) => restarts && jobsOf(restarts)),
  minutes("stuck", "stuck", ({ restarts }) => restarts),
  ...sizes("kept", "kept", ({ artifacts }) => artifacts?.kept),
  ...sizes("deleted", "deleted", ({ artifacts }) => artifacts?.deleted),
];
