import type { Facts } from "../../core/event.ts";
import type { TaskEntry } from "../../core/journal.ts";
import type { Instant } from "../../core/time.ts";

/** A task that would have been done. */
export interface Wanted {
  readonly task: string;
  readonly verb: string;
  readonly project: number;
  readonly path: string;
  /** `job:1001`, as entries name it. */
  readonly job: string;
  /** When that was said first, and last. */
  first: Instant;
  last: Instant;
}

/** A job to which a rule would have done something: what deliveries told of it. */
export interface WantedJob {
  facts?: Facts;
  /** The newest reason of each rule. */
  readonly because: Map<string, Said>;
}

/** What a rule said of a job, and when. */
export interface Said {
  readonly at: Instant;
  readonly text: string;
}

/** What was heard of one rule. */
export interface HeardRule {
  readonly wanted: Map<string, Wanted>;
  /** Tasks that it wanted and that were done for others. */
  readonly others: Set<string>;
  /** By job: why it could not tell at the door; by task: why not even after a look. */
  readonly atDoor: Map<string, Said>;
  readonly afterLook: Map<string, Said>;
}

/** Where a task's job is kept. */
export function jobKey({ projectId, job }: Pick<TaskEntry, "projectId" | "job">): string {
  return `${projectId}/${job}`;
}
