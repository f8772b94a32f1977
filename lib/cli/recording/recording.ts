import type { Recorded } from "../../app/simulate/entry.ts";
import type { Instant } from "../../core/time.ts";

/** Where what was recorded comes from: the journal behind the API, or a file. */
export interface Recording {
  readonly source: string;
  /** Until when nothing is missing; missing: until the last event. */
  readonly until?: Instant;
  /**
   * Hands over what was recorded, oldest first but for seconds.
   *
   * @throws ApiError or Problem when it cannot be read to its end
   */
  read(taker: Taker): Promise<void>;
}

/** Whoever reads a recording. */
export interface Taker {
  take(one: Recorded): void;
  /** An entry whose facts cannot be read, or a delivery without any. */
  miss(why: "unreadable" | "untold"): void;
  /** A delivery from when only what the rules wanted was recorded. */
  limited(): void;
  /** Resolves when there is room for more; asked now and then. */
  room?(): Promise<void>;
}

/** What of a recording is wanted. */
export interface Part {
  readonly since?: Instant;
  readonly until?: Instant;
  /** A project's number or its full path. */
  readonly project?: string;
}

/** The same taker, told only of that part. */
export function partOf({ since = 0, until = Number.POSITIVE_INFINITY, project }: Part, taker: Taker): Taker {
  return {
    ...taker,
    take(one) {
      const { id, path } = one.kind === "event" ? one.event.project : one.look.project;
      const isOfProject = project === undefined || project === String(id) || project === path;
      if (isOfProject && one.at >= since && one.at < until) taker.take(one);
    },
  };
}
