import type { Instant } from "../../../lib/core/time.ts";
import type { JobStatus } from "./jobParts.ts";

export type PastKind = "pipeline" | "job" | "artifact";

/** Which of a past's pipelines are looked for. */
export interface PastWish {
  readonly ref?: string;
  /** Only those with jobs below that id. */
  readonly beforeJob?: number;
  /** Only those that may have jobs with one of these; none: all. */
  readonly statuses?: ReadonlySet<JobStatus>;
}

/** What the project's artifacts went through at a moment, save those of the pipelines that were locked then. */
export interface PastRound {
  readonly at: Instant;
  readonly isLocked: (place: number) => boolean;
}

/**
 * Pipelines that a project has without holding them: each is made whenever somebody looks at it, the same every time,
 * and forgotten. Their places go from 0, the oldest, up; their ids are lower than those of all later pipelines.
 */
export interface Past<Pipeline> {
  /** How many there are. */
  readonly pipelines: number;
  /** How many jobs they have together, those that were retried included. */
  readonly jobs: number;
  /** The places of those that the project holds by now, because something was done to them. */
  readonly touched: Set<number>;
  /** Artifacts that had expired then are gone. */
  cleanedUp: PastRound;
  /** Artifacts that had not expired then did so. */
  readonly expiries: PastRound[];
  pipelineAt(place: number): Pipeline;
  /** The statuses of its jobs, from the first to the last, without making them. */
  statusesAt(place: number): readonly JobStatus[];
  /** The id of the pipeline there, or the first of its jobs' or files' ids. */
  firstIdAt(place: number, kind: PastKind): number;
  /** Where the pipeline is that has the id, or may have a job or a file with it. */
  placeOf(kind: PastKind, id: number): number | undefined;
  /** Those that fit and are not touched, newest first. */
  places(wish: PastWish): Iterable<number>;
}
