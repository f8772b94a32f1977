import type { Profile } from "./profile.ts";
import type { Mode } from "./stage.ts";

/** What is wanted of a seed, beside what it draws itself. */
export interface Wanted {
  /** Default: drawn. In safety mode anything goes wrong to the end; in liveness mode faults stop, and all must end. */
  readonly mode?: Mode;
  /** Fields that are not drawn. */
  readonly profile?: Partial<Profile>;
  readonly trace?: boolean;
}

/** One case of a broken promise. */
export interface Violation {
  /** E.g. `P9`. */
  readonly promise: string;
  readonly what: string;
}

/** What one seed showed. */
export interface Result {
  readonly seed: number;
  readonly violations: readonly Violation[];
  /** How often each thing was met that should be met sometimes. */
  readonly sometimes: Readonly<Record<string, number>>;
  /** Cases of limits that are stated in the docs, counted apart. */
  readonly apart: Readonly<Record<string, number>>;
  /** How many cases of each promise were judged. */
  readonly judged: Readonly<Record<string, number>>;
  /** Milliseconds of virtual time from the end of the faults to the end of each task that was open then. */
  readonly settledAfter: readonly number[];
  readonly trace: readonly string[];
  /** What was done in the bot's name, in words that do not depend on ids, sorted. */
  readonly effects: readonly string[];
  /** How much happened in it. */
  readonly events: number;
}
