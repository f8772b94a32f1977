import type { GitLab } from "../core/ports.ts";
import type { Lane } from "../core/throttleSizes.ts";
import type { Instant } from "../core/time.ts";

/** A source's access tokens: each is a user of GitLab with a rate of its own. */
export type TokenName = "act" | "clean" | "read" | "hooks";

/** The requests that a run may need, by the token that they are sent with. */
export interface Ask {
  readonly source: string;
  readonly lane: Lane;
  readonly requests: { readonly [Name in TokenName]?: number };
  /** Lists of a project's jobs among those with `act`: GitLab has a limit of its own for them. */
  readonly lists?: number;
}

/** Room for a run's requests. */
export interface Room {
  /**
   * The same GitLab. What is asked of it counts, and no look is sent once GitLab has asked for patience, or does not answer: it
   * throws GitLabError `throttled`. A call is sent in any case, so that nothing comes between the mark and the call.
   */
  meter(gitlab: GitLab): GitLab;
  /** Gives back what was not asked so far, for a run that goes on for long: what it asks from now on without room is owed. */
  settle(): void;
  /** Gives back what was not asked, and waits until what GitLab said of its rates stands in the ledger. Never throws. */
  end(): Promise<void>;
}

/** No room: nothing may be asked before then. */
export interface Closed {
  readonly closedUntil: Instant;
  /** For people, e.g. `GitLab asked for patience until 2026-11-20T09:31:00Z`. */
  readonly reason: string;
}

/** The rate budget that all processes share. Asked before anything is done, so that a run is never cut off in the middle. */
export interface Throttle {
  /**
   * Takes room, or waits a few seconds for it, at most until `patientUntil`. Never throws: a budget that cannot be read is
   * closed for a moment. What is never metered counts as used.
   */
  take(ask: Ask, patientUntil: Instant): Promise<Room | Closed>;
  /** Waits until what GitLab said of its rates stands in the ledger. Never throws. */
  noted(): Promise<void>;
}

/** Always room for everybody: where nothing is asked of a real GitLab. */
export const unthrottled: Throttle = {
  take: async () => ({ meter: (gitlab) => gitlab, settle: () => {}, end: async () => {} }),
  noted: async () => {},
};
