import type { Books } from "./books.ts";
import { medianSeconds } from "./spread.ts";

/** What people take from a job's failure to its retry in a project, and how that is known. */
export interface Baseline {
  readonly projectId: number;
  readonly project?: string;
  readonly minutes: number;
  /** The median of people's retries in the project, of those in all projects, or what was assumed. */
  readonly from: "project" | "all" | "assumed";
  /** How many retries by people that rests on. */
  readonly retries: number;
}

/** Fewer retries by people tell nothing. */
export const leastRetries = 5;

export function baselineOf(projectId: number, { projects, total }: Books, assumeMinutes: number): Baseline {
  for (const [from, tally] of [["project", projects.get(projectId)] as const, ["all", total] as const]) {
    const waits = tally?.retries.people.waits;
    const median = waits && waits.known >= leastRetries ? medianSeconds(waits) : undefined;
    if (waits && median !== undefined) return { projectId, minutes: median / 60, from, retries: waits.known };
  }
  return { projectId, minutes: assumeMinutes, from: "assumed", retries: 0 };
}
