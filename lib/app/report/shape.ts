import { type Instant, instantText } from "../../core/time.ts";
import { type Baseline, baselineOf } from "./baseline.ts";
import { type Books, dayMillis } from "./books.ts";
import type { ReportOptions } from "./desk.ts";
import { type Row, rowOf } from "./row.ts";
import { newTally, type Tally } from "./tally.ts";

/** What a project was called last, by its number, and the entry that said so. */
export type Paths = Map<number, { readonly id: string; readonly path: string }>;

/** A row of a table, with what it is about. */
export type NamedRow = Row & {
  readonly name: string;
  /** Of a job. */
  readonly project?: string;
  /** Of failures whose class is not known: GitLab's word for them. */
  readonly reason?: string;
};

/** A job that failed and then passed on the same commit. */
export interface FlakyJob {
  readonly project: string;
  readonly job: string;
  /** In how many pipelines it failed first and passed later, how many of these failures were the infrastructure's, and in how many it came to an end. */
  readonly flaky: number;
  readonly infrastructure: number;
  readonly ended: number;
  /** `flaky` of `ended`, 0 to 1. */
  readonly rate: number;
}

/** What Penstock brought; what cannot be known is `null`. */
export interface Report {
  readonly since: string;
  readonly until: string;
  readonly totals: Row;
  readonly projects: readonly NamedRow[];
  readonly rules: readonly NamedRow[];
  readonly classes: readonly NamedRow[];
  readonly jobs: readonly NamedRow[];
  /** Each day (UTC) of the time, also those on which nothing happened. */
  readonly days: readonly NamedRow[];
  /** The flakiest first. */
  readonly flaky: readonly FlakyJob[];
  /** What people take to retry a failed job: of each project where one of our retries helped. */
  readonly baselines: readonly Baseline[];
  /** What keeps it from telling all. */
  readonly notes: readonly string[];
}

export interface Lacks {
  /** Some, or all, deliveries hold no facts. */
  readonly facts: boolean;
  readonly all: boolean;
  /** What no rule wanted is not in the journal. */
  readonly unwanted: boolean;
}

export function shapeReport(counted: {
  readonly books: Books;
  readonly paths: Paths;
  readonly lacks: Lacks;
  readonly options: ReportOptions;
}): Report {
  const { books, paths, lacks, options } = counted;
  const { since, until, assumeMinutes } = options;
  const baselines = new Map([...books.projects.keys()].map((id) => [id, baselineOf(id, books, assumeMinutes)]));
  const nameOf = (id: number) => paths.get(id)?.path ?? `project ${id}`;
  const row = (tally: Tally): Row => rowOf(tally, { baselines, knowsFailures: !lacks.all });
  const helped = [...books.total.helpedWaits.keys()];
  return {
    since: instantText(since),
    until: instantText(until),
    totals: row(books.total),
    projects: sorted([...books.projects].map(([id, tally]) => ({ name: nameOf(id), ...row(tally) }))),
    rules: sorted([...books.rules].map(([name, tally]) => ({ name, ...ruleRow(row(tally)) }))),
    classes: sorted([...books.classes.values()].map((tally) => classRow(tally, row(tally)))),
    jobs: sorted(
      [...books.jobs.values()].map((tally) => ({ name: tally.name, project: nameOf(tally.project), ...row(tally) })),
    ),
    days: daysOf(books, { since, until }).map(({ name, tally }) => ({ name, ...row(tally) })),
    flaky: flakyJobs(books, nameOf),
    baselines: helped
      .flatMap((id) => baselines.get(id) ?? [])
      .map(({ projectId, ...baseline }) => ({ projectId, project: nameOf(projectId), ...baseline }))
      .toSorted((one, other) => one.projectId - other.projectId),
    notes: notesOf(lacks),
  };
}

/** No rule makes failures, and who else retried has no rule. */
function ruleRow({ failures: _failures, retries, ...row }: Row): Row {
  return { ...row, retries: { ours: retries.ours } };
}

function classRow({ name, reason }: { name: string; reason?: string }, row: Row): NamedRow {
  const { gates: _gates, restarts: _restarts, artifacts: _artifacts, ...others } = row;
  return { name, ...(reason !== undefined && { reason }), ...others };
}

function daysOf({ days }: Books, { since, until }: { since: Instant; until: Instant }) {
  const first = Math.floor(since / dayMillis);
  const last = Math.max(first, Math.floor((until - 1) / dayMillis));
  return Array.from({ length: last - first + 1 }, (_, at) => {
    const name = instantText((first + at) * dayMillis).slice(0, 10);
    return { name, tally: days.get(first + at) ?? newTally() };
  });
}

function flakyJobs({ jobs }: Books, nameOf: (id: number) => string): FlakyJob[] {
  const found = [...jobs.values()].filter(({ flaky }) => flaky > 0);
  return found
    .map(({ name, project, flaky, flakyByInfrastructure, ended }) => ({
      project: nameOf(project),
      job: name,
      flaky,
      infrastructure: flakyByInfrastructure,
      ended,
      rate: flaky / ended,
    }))
    .toSorted((one, other) => other.flaky - one.flaky || other.rate - one.rate || byText(one, other));
}

function byText(one: FlakyJob, other: FlakyJob): number {
  return compare(one.project, other.project) || compare(one.job, other.job);
}

/** What happened most comes first, then by name. */
function sorted(rows: readonly NamedRow[]): NamedRow[] {
  const weight = ({ failures, retries }: Row) => (failures ?? 0) * 1e6 + retries.ours.made;
  return rows.toSorted(
    (one, other) =>
      weight(other) - weight(one) ||
      compare(one.project ?? "", other.project ?? "") ||
      compare(one.name, other.name) ||
      compare(one.reason ?? "", other.reason ?? ""),
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function notesOf({ facts, all, unwanted }: Lacks): string[] {
  return [
    ...(!facts && all ? ["the journal holds no delivery of this time: what failed is unknown"] : []),
    ...(facts && all ? ["no delivery in the journal holds facts: what failed is unknown"] : []),
    ...(facts && !all ? ["some deliveries in the journal hold no facts: what only they told is not counted"] : []),
    ...(unwanted ? ["the journal holds only what a rule wanted: what else failed is not counted"] : []),
  ];
}
