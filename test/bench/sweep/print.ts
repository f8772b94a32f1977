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

const goals = { ratio: 1.02, callsPer10000: 450 };

/**
 * G8, of inventories and deletes: the slowest of those in which nobody was killed, what was refused, and the calls for
 * 10,000 jobs of that which cost the most. A rule's cycle looks at single jobs besides, and has no ideal of its own.
 */
export function goalLines(parts: readonly (Part & { readonly jobs: number })[]): string[] {
  const mine = parts.filter(({ title, kills }) => /^(inventory|deletes)/.test(title) && kills === 0);
  const ratio = Math.max(
    0,
    ...mine.filter((part) => idealSeconds(part) > 0).map((part) => part.seconds / idealSeconds(part)),
  );
  const refused = parts.reduce((all, part) => all + part.refused, 0);
  const calls = Math.max(0, ...mine.map(({ requests, jobs }) => (requests * 10_000) / jobs));
  const met = (isMet: boolean) => (isMet ? "met" : "not met");
  return [
    "G8, a sweep under a rate limit",
    `  ${ratio.toFixed(3)} x the ideal at most (goal: <= ${goals.ratio}, ${met(ratio <= goals.ratio)})`,
    `  ${number(refused)} refused by GitLab (goal: 0, ${met(refused === 0)})`,
    `  ${number(Math.round(calls))} calls for 10,000 jobs at most (goal: <= ${goals.callsPer10000}, ${met(calls <= goals.callsPer10000)})`,
  ];
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
