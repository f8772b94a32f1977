import type { Figure } from "../figure.ts";
import type { Sample, Trend } from "./judge.ts";
import type { Soak } from "./run.ts";

const widths = [8, 10, 10, 10, 9, 8];

function row(cells: readonly string[]): string {
  return `  ${cells.map((cell, at) => cell.padStart(widths[at] ?? 0)).join("  ")}`;
}

export const sampleTitle = row(["minute", "heap", "beside", "RSS", "handles", "errors"]);

export function sampleLine({ atMillis, heapBytes, besideBytes, rssBytes, handles, faults }: Sample): string {
  const sizes = [heapBytes, besideBytes, rssBytes].map((bytes) => `${megabytes(bytes)} MB`);
  return row([(atMillis / 60_000).toFixed(1), ...sizes, String(handles), String(faults.count)]);
}

/** What came of it, as people read it. */
export function soakLines(found: Soak, { perHour, error, verdict }: Trend): string[] {
  const { samples, deliveries, effects, wrong } = found;
  const last = samples.at(-1);
  const { before, after } = heapOf(found);
  const { count = 0, last: text = "" } = last?.faults ?? {};
  return [
    "",
    `  ${deliveries.toLocaleString("en")} deliveries, ${effects.toLocaleString("en")} effects, each of them once: ${wrong.length === 0 ? "yes" : "NO"}`,
    ...wrong.slice(0, 10).map((what) => `    ! ${what}`),
    `  heap after a collection: ${megabytes(samples[0]?.heapBytes ?? 0)} MB before any load, ${megabytes(before)} MB once warm, ${megabytes(after)} MB after`,
    `  over the second half: ${megabytes(perHour)} MB an hour, give or take ${megabytes(2 * error)}`,
    `  the heap: ${verdict}`,
    ...(count > 0 ? [`  ${count} errors were logged, the last: ${text.slice(0, 300)}`] : []),
  ];
}

/** G-less: what the table of all goals says of it. */
export function figuresOf(found: Soak, { perHour, verdict }: Trend): Figure[] {
  const { samples, effects, wrong } = found;
  const { before, after } = heapOf(found);
  const minutes = Math.round((samples.at(-2)?.atMillis ?? 0) / 6_000) / 10;
  const rest = { goal: "soak", unmet: `the heap ${verdict}: ${megabytes(perHour)} MB an hour` } as const;
  return [
    { ...rest, what: `heap after ${minutes} minutes : heap once warm`, unit: "x", ours: after / before, most: 1.1 },
    {
      goal: "soak",
      what: `of ${effects.toLocaleString("en")} effects not exactly once`,
      unit: "calls",
      ours: wrong.length,
      most: 0,
      unmet: wrong.slice(0, 2).join("; "),
    },
  ];
}

/** Warm is what was first weighed when a sixth of the time was over: by then everything has happened, and is compiled. */
function heapOf({ samples }: Soak): { readonly before: number; readonly after: number } {
  const end = samples.at(-2)?.atMillis ?? 0;
  const warm = samples.find(({ atMillis }) => atMillis >= end / 6);
  return { before: warm?.heapBytes ?? 0, after: samples.at(-1)?.heapBytes ?? 0 };
}

function megabytes(bytes: number): string {
  return (bytes / 1_048_576).toFixed(1);
}
