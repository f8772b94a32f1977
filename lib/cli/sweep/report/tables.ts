import type { Row } from "../../../app/tally/rows.ts";
import type { RuleRow, SweepReport } from "../../../app/tally/shape.ts";
import type { AgeBand, ExpiryBand, RefKind } from "../../../core/tally/bands.ts";

export const splits = ["project", "job", "ref", "type", "age", "expiry", "rule"] as const;
export type By = (typeof splits)[number];

/** What is told of a row in figures, by the name that programs know, with its unit. */
export type Figures = Readonly<Record<string, number>>;

/** A table of a report: its rows, the largest first, or in their own order. */
export interface Table {
  readonly rows: readonly { readonly name: string; readonly project?: string; readonly figures: Figures }[];
  /** What stands in no row, because the names are too many. */
  readonly others?: { readonly names: number; readonly figures: Figures };
}

export function tableBy(report: SweepReport, by: By, most: number): Table {
  const { projects, jobs, refs, types, ages, expiries, rules } = report;
  switch (by) {
    case "project":
      return cut(
        projects.map(({ logBytes, leakedBytes, bytesPerDay, ...row }) => ({
          name: row.name,
          figures: { ...figures(row), logBytes, leakedBytes, bytesPerDay },
        })),
        most,
      );
    case "job":
      return withOthers(jobs, most);
    case "type":
      return withOthers(types, most);
    case "ref":
      return { rows: refs.map((row) => ({ name: refNames[row.name as RefKind], figures: figures(row) })) };
    case "age":
      return { rows: ages.map((row) => ({ name: ageNames[row.name as AgeBand], figures: figures(row) })) };
    case "expiry":
      return { rows: expiries.map((row) => ({ name: expiryNames[row.name as ExpiryBand], figures: figures(row) })) };
    case "rule":
      return cut(rules.map(ruleLine), most);
    default:
      return by satisfies never;
  }
}

const refNames: Readonly<Record<RefKind, string>> = {
  protectedBranch: "protected branches",
  branch: "other branches",
  tag: "tags",
  mergeRequest: "merge requests",
  unknown: "not known",
};

const ageNames: Readonly<Record<AgeBand, string>> = {
  day: "under 1 day",
  week: "1 to 7 days",
  month: "7 to 30 days",
  quarter: "30 to 90 days",
  year: "90 to 365 days",
  older: "over a year",
  unknown: "not known",
};

const expiryNames: Readonly<Record<ExpiryBand, string>> = {
  expired: "expired, and there",
  week: "within 7 days",
  month: "within 30 days",
  later: "later",
  never: "never: kept",
  log: "logs: never",
};

function figures({ jobs, files, bytes }: Pick<Row, "jobs" | "files" | "bytes">): Figures {
  return { bytes, files, jobs };
}

function ruleLine({ rule, now, month, newest, projects, changedIn }: RuleRow) {
  return {
    name: rule,
    figures: {
      freesBytes: now.bytes,
      freesJobs: now.jobs,
      monthBytes: month.bytes,
      monthJobs: month.jobs,
      newestBytes: newest.now.bytes + newest.month.bytes,
      projects,
      changedIn,
    },
  };
}

type Rows = Table["rows"];

function cut(rows: Rows, most: number): Table {
  if (rows.length <= most) return { rows };
  return { rows: rows.slice(0, most), others: othersOf(rows.slice(most), { names: 0, figures: {} }) };
}

function withOthers({ rows, others }: SweepReport["jobs"], most: number): Table {
  const shown = rows.map((row) => ({
    name: row.name,
    figures: figures(row),
    ...(row.project !== undefined && { project: row.project }),
  }));
  const rest = othersOf(shown.slice(most), { names: others.names, figures: figures(others) });
  return { rows: shown.slice(0, most), ...(rest.names > 0 && { others: rest }) };
}

function othersOf(rows: Rows, start: NonNullable<Table["others"]>): NonNullable<Table["others"]> {
  const all: Record<string, number> = { ...start.figures };
  for (const { figures } of rows)
    for (const [key, value] of Object.entries(figures)) all[key] = (all[key] ?? 0) + value;
  return { names: start.names + rows.length, figures: all };
}
