import type { Instant } from "../../core/time.ts";
import type { Bridge, JobDetail } from "../../gitlab/answers/detail.ts";
import { safe } from "../render.ts";
import { ageText, coloured, durationText } from "./text.ts";

type Column = { readonly head: string; readonly most: number; cell(job: JobDetail | Bridge, now: Instant): string };

const columns: readonly Column[] = [
  { head: "id", most: 20, cell: ({ id }) => String(id) },
  { head: "status", most: 20, cell: ({ status }) => status },
  { head: "stage", most: 20, cell: ({ stage }) => stage ?? "" },
  { head: "name", most: 60, cell: ({ name }) => name },
  { head: "ref", most: 40, cell: ({ ref }) => ref ?? "" },
  { head: "duration", most: 20, cell: (job, now) => durationText(job, now) },
  { head: "age", most: 10, cell: ({ createdAt }, now) => ageText(createdAt, now) },
];

const lastColumns = {
  jobs: { head: "why", cell: ({ failureReason }: JobDetail) => failureReason ?? "" },
  bridges: { head: "began", cell: ({ downstream }: Bridge) => (downstream ? beganText(downstream) : "") },
} as const;

function beganText({ id, projectId, status }: NonNullable<Bridge["downstream"]>): string {
  const where = projectId === undefined ? "" : ` of project ${projectId}`;
  return `pipeline ${id}${where}${status === undefined ? "" : `, ${status}`}`;
}

/** Jobs as lines of a table that comes page by page: a column may grow with a later page, and never narrows. */
export function createTable(
  kind: keyof typeof lastColumns,
  { now, isShown }: { readonly now: Instant; readonly isShown: boolean },
): { lines(jobs: readonly (JobDetail | Bridge)[]): string[] } {
  const last = lastColumns[kind];
  const widths = columns.map(({ head }) => head.length);
  let isBegun = false;

  function rowOf(job: JobDetail | Bridge): string[] {
    return [
      ...columns.map(({ most, cell }) => (isShown ? clipped(safe(cell(job, now)), most) : safe(cell(job, now)))),
      safe(last.cell(job)),
    ];
  }

  function lineOf(row: readonly string[], job?: JobDetail): string {
    const cells = row.map((text, at) => {
      const padded = text.padEnd(widths[at] ?? 0);
      return job && columns[at]?.head === "status" ? coloured(job.status, padded) : padded;
    });
    return cells.join("  ").trimEnd();
  }

  return {
    lines(jobs) {
      const rows = jobs.map((job) => ({ job, row: rowOf(job) }));
      for (const { row } of rows)
        for (const [at, width] of widths.entries()) widths[at] = Math.max(width, row[at]?.length ?? 0);
      const head = isBegun || rows.length === 0 ? [] : [lineOf([...columns.map((column) => column.head), last.head])];
      isBegun ||= rows.length > 0;
      return [...head, ...rows.map(({ job, row }) => lineOf(row, job))];
    },
  };
}

/** A long name is cut on a terminal, so that its line stays one; a program that reads the table gets it whole. */
function clipped(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}
