import type { SweepReport } from "../../../app/tally/shape.ts";
import { instantText } from "../../../core/time.ts";
import type { Asked } from "./answer.ts";

/** A report as one JSON value. Times are texts; sizes are bytes. */
export function jsonOf(report: SweepReport, { counted, most }: Asked) {
  const { projects, jobs, types, leaks, ...rest } = report;
  const { oldestAt, isPlanning, ...coverage } = counted;
  return {
    coverage: {
      ...coverage,
      oldestAt: oldestAt === undefined ? null : instantText(oldestAt),
      isPlanning: isPlanning ?? false,
    },
    ...rest,
    quota: report.quota ?? null,
    projects: projects.slice(0, most).map(({ at, ...row }) => ({ ...row, at: instantText(at) })),
    jobs: firstOf(jobs, most),
    types: firstOf(types, most),
    leaks: {
      ...leaks,
      largest: leaks.largest.map(({ expiredAt, ...leak }) => ({ ...leak, expiredAt: instantText(expiredAt) })),
    },
  };
}

/** The first rows, and all others as one. */
function firstOf({ rows, others }: SweepReport["jobs"], most: number): SweepReport["jobs"] {
  const rest = rows.slice(most);
  const add = (key: "jobs" | "files" | "bytes") => rest.reduce((sum, row) => sum + row[key], others[key]);
  return {
    rows: rows.slice(0, most),
    others: { names: others.names + rest.length, jobs: add("jobs"), files: add("files"), bytes: add("bytes") },
  };
}
