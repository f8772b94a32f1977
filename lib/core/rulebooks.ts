import type { RulesEntry, RulesStep } from "./journal.ts";
import type { Instant } from "./time.ts";

/** One immutable version of a source's rules, as the text that `lib/rules` wrote. */
export interface StoredRulebook {
  readonly version: number;
  /** SHA-256 of `rules`, hex: the head's word for what the version must hold. */
  readonly hash: string;
  readonly rules: string;
  /** What `lib/rules` wrote beside the text, so that it is opened quickly; missing where nobody wrote any. */
  readonly pack?: Uint8Array;
}

/** What is kept beside a version's text. Of one that an older program wrote nothing but the number is known. */
export interface VersionNote {
  readonly version: number;
  readonly hash?: string;
  readonly rules?: number;
  readonly at?: Instant;
  readonly who?: string;
  readonly reason?: string;
  readonly cause?: RulesStep;
  /** Of a rollback: the version whose text it is. */
  readonly of?: number;
  /** Who proposed it, where somebody else approved it. */
  readonly by?: string;
}

/** Rules that wait beside the active ones until somebody else says yes to them. */
export interface StoredProposal {
  /** 1, 2, 3, … */
  readonly number: number;
  /** The version that they follow: of no other they are what was meant. */
  readonly after: number;
  readonly rules: string;
  /** SHA-256 of `rules`, hex. */
  readonly hash: string;
  readonly by: string;
  readonly at: Instant;
  readonly reason?: string;
  /** What needs a second person. */
  readonly needs: readonly string[];
}

/** How a version comes to be. */
export interface NewVersion {
  readonly after: number;
  readonly journal?: RulesEntry;
  readonly pack?: Uint8Array;
  /** The number of the proposal that it was, which ends with it. */
  readonly ends?: number;
  /** What is active cannot be read: it is replaced whatever its head says, as long as nobody else replaces it. */
  readonly mends?: true;
}
