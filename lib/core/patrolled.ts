import type { Instant } from "./time.ts";

/**
 * How well the patrol covers the watched projects. A project is covered up to the moment at which its last complete visit
 * began: what GitLab showed then was taken.
 */
export interface PatrolStanding {
  /** `ok`: nothing is older than the bound; `behind`: something is; `off`: no rule has anything to find; `never`: it never ran. */
  readonly state: "ok" | "behind" | "off" | "never";
  /** Why it is so, for people; the first e.g. `412 of 412 projects, oldest 6 min`. */
  readonly words: readonly string[];
  /** How many projects are watched, as the last complete list of GitLab's projects told; missing: none was complete yet. */
  readonly projects?: number;
  /** How many of them were visited within the bound. */
  readonly covered: number;
  /** When the visit began of the project that was visited longest ago; missing where some was never visited. */
  readonly oldestAt?: Instant;
  /** The projects that were visited longest ago, or never. */
  readonly oldest: readonly { readonly project: number; readonly path?: string; readonly at?: Instant }[];
  /** Projects whose last visit failed, and why. */
  readonly failing: readonly { readonly project: number; readonly path?: string; readonly reason: string }[];
  /** Whatever no hook told is found within this: see `docs/patrol.md`. */
  readonly boundSeconds: number;
  /** What the bound is made of, for people. */
  readonly boundWords: string;
  /** When the last run ended. */
  readonly ranAt?: Instant;
}
