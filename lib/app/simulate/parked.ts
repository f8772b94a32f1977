import type { Waiting } from "./waits.ts";

/**
 * Why what a calendar kept shut is not done once that opens: of those that wait for the same opening, for one environment of
 * a project or for jobs of one name, the newest goes.
 *
 * @param all what has had no effect yet
 */
export function whyStale({ parkedUntil, facts }: Waiting, all: Iterable<Waiting>): string | undefined {
  const mine = facts.job.pipelineId;
  if (parkedUntil === undefined || mine === undefined) return undefined;
  for (const one of all) {
    const other = one.facts.job.pipelineId ?? 0;
    if (one.parkedUntil === parkedUntil && one.task.endedAt === undefined && other > mine && isSamePlace(one, facts))
      return `pipeline ${other} waits for the same and is newer`;
  }
  return undefined;
}

function isSamePlace({ facts: { project, job } }: Waiting, other: Waiting["facts"]): boolean {
  const [mine, theirs] = [job.environment?.name, other.job.environment?.name];
  const isKnown = mine !== undefined && theirs !== undefined;
  return project.id === other.project.id && (isKnown ? mine === theirs : job.name === other.job.name);
}
