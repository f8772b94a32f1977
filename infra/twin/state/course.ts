import type { Clock, Instant } from "../../../lib/core/time.ts";
import type { Job } from "./graph.ts";

/** How far the world has come on its clock: what was due by then has happened. */
export interface Course {
  passedTo: Instant;
  /** The moment of what is made up for just now; `null`: nothing is. */
  moment: Instant | null;
  /** The delayed jobs that wait for their time. */
  readonly scheduled: Set<Job>;
}

/** What an administrator sets about time. */
export interface TimeSettings {
  /**
   * GitLab's own rounds are made: stuck, silent and overdue jobs are dropped, expired artifacts removed. Default: no,
   * so that a world stands still until a hand moves it.
   */
  timers: boolean;
  /** So long after their birth pipelines are archived; `null`: never. Default: never. */
  archiveAfterSeconds: number | null;
}

export const defaultTimeSettings: TimeSettings = { timers: false, archiveAfterSeconds: null };

/** A course that begins now, and a clock that shows the moment which is made up for, else the present. */
export function makeCourse(clock: Clock): { readonly clock: Clock; readonly course: Course } {
  const course: Course = { passedTo: clock(), moment: null, scheduled: new Set() };
  return { course, clock: () => course.moment ?? clock() };
}
