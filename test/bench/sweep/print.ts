import { idealSeconds, type Part } from "./run.ts";
import type { StageOptions } from "./stage.ts";

const hour = 3_600;
const day = 24 * hour;

/** A scenario's parts as lines: how long each took beside its ideal, and what it cost. */
export function scenarioLines(options: StageOptions, parts: readonly Part[]): string[] {
  const jobs = options.projects * options.jobsPerProject;
  const head = `${number(jobs)} jobs in ${number(options.projects)} projects, ${options.perMinute} requests a minute, ${options.latencyMillis} ms each`;
  return [head, ...parts.flatMap((part) => partLines(part, jobs)), ""];
}

function partLines(part: Part, jobs: number): string[] {
  const ideal = idealSeconds(part);
  const ratio = ideal > 0 ? (part.seconds / ideal).toFixed(3) : "-";
  const per = (count: number) => number(Math.round((count * 10_000) / jobs));
  return [
    `  ${part.title}: ${span(part.seconds)}, ${ratio} x the ideal of ${span(ideal)}`,
    ...part.bounds.map(({ name, seconds }) => `      at least ${span(seconds).padStart(9)}  ${name}`),
    ...(part.deleted > 0
      ? [
          `    ${number(part.deleted)} deletes, ${number(Math.round((part.requests * 10_000) / part.deleted))} requests for 10,000 of them`,
        ]
      : []),
    `    ${number(part.requests)} requests, ${per(part.requests)} a 10,000 jobs; ${per(part.writes)} writes a 10,000 jobs; ${part.kills} kills; nothing was asked for ${span(part.pauseSeconds)}`,
    `      ${[...part.byKind]
      .filter(([, count]) => count > 0)
      .toSorted(([, one], [, other]) => other - one)
      .map(([kind, count]) => `${number(count)} ${kind}`)
      .join(", ")}`,
    `    heap after a collection, at each quarter: ${part.heap.map((size) => size.toFixed(1)).join(", ")} MB; ${Math.round(part.wallSeconds)} s of real time`,
    ...part.wrong.slice(0, 10).map((text) => `    ! ${text.slice(0, 1_000)}`),
    ...(part.wrong.length > 10 ? [`    ! and ${part.wrong.length - 10} more`] : []),
  ];
}

function number(count: number): string {
  return count.toLocaleString("en");
}

function span(seconds: number): string {
  if (seconds >= 2 * day) return `${(seconds / day).toFixed(2)} days`;
  if (seconds >= 2 * hour) return `${(seconds / hour).toFixed(2)} h`;
  return `${seconds.toFixed(0)} s`;
}
