import type { Facts } from "../../core/event.ts";
import { isLaterInLife, type JobStatus, jobStatuses } from "../../core/job.ts";
import { everyStatus, kindBits } from "./columns.ts";

/** What is asked of an index. The numbers have a bit per kind or status. */
export interface Question {
  readonly kinds: number;
  /** The job's status now; all where it is unknown. */
  readonly now: number;
  /** The statuses that it has left behind: of a rule about them somebody may have to hear. */
  readonly earlier: number;
  readonly facts: Facts;
}

const earlierBits = new Map<JobStatus, number>(
  jobStatuses.map((status) => [
    status,
    jobStatuses.reduce((bits, earlier, at) => (isLaterInLife(status, earlier) ? bits | (1 << at) : bits), 0),
  ]),
);
const nowBits = new Map<JobStatus, number>(jobStatuses.map((status, at) => [status, 1 << at]));

export function questionOf(facts: Facts, kinds: readonly string[]): Question {
  const { status } = facts.job;
  return {
    kinds: kindBits(kinds),
    now: nowBits.get(status) ?? everyStatus,
    earlier: earlierBits.get(status) ?? 0,
    facts,
  };
}
