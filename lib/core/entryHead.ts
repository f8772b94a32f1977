import type { Instant } from "./time.ts";

/** What every entry of the journal has. */
export interface EntryHead {
  /** Time-ordered and unique: see `entryId`. */
  readonly id: string;
  readonly at: Instant;
  readonly source: string;
  /** Missing where the delivery named none. */
  readonly projectId?: number;
  readonly projectPath?: string;
}
