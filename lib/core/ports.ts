import type { Entry, RulesEntry, SealEntry } from "./journal.ts";
import type { LedgerKey } from "./key.ts";
import type { Page } from "./page.ts";
import type { StoredEntry } from "./seal.ts";
import type { Task, TaskState } from "./task.ts";
import type { Instant } from "./time.ts";

// What the app needs of the world, declared narrowly. `lib/gitlab` and `lib/store` provide it; they never meet.

export type {
  GitLab,
  GitLabReads,
  GitLabWrites,
  ProtectedEnvironments,
  Reply,
} from "./gitlab.ts";
export type { Page } from "./page.ts";

/**
 * One change of the tables. Several in one `commit` happen all or not at all.
 * - `put`: writes a task as it shall be, if it still is at version `seen` (`"absent"`: if there is none).
 * - `count`: adds `by` to a counter (which starts at 0), if it then is at most `most`.
 * - `note`: writes a ledger item's value, if it still is `seen` (`undefined`: if there is none).
 * - `drop`: takes a ledger item away, if its value still is `seen`.
 * - `unless`: changes nothing; fails the commit if such a ledger item exists.
 * - `journal`: appends an entry.
 */
export type Write =
  | { readonly put: Task; readonly seen: number | "absent" }
  | { readonly count: LedgerKey; readonly by: number; readonly most?: number; readonly forgetAt: Instant }
  | { readonly note: LedgerKey; readonly value: string; readonly seen: string | undefined }
  | { readonly drop: LedgerKey; readonly seen: string }
  | { readonly unless: LedgerKey }
  | { readonly journal: Entry };

/** `lost`: the index of the first write whose condition failed, nothing was written; `found` is the task that was there. */
export type Committed = "written" | { readonly lost: number; readonly found?: Task };

export interface Store {
  /**
   * Writes all or nothing. One write is one conditional write; several are one transaction.
   *
   * @throws StoreError `throttled` or `conflict` when nothing was written, `ambiguous` when nobody can tell
   */
  commit(writes: readonly Write[]): Promise<Committed>;

  /** A task as it is now, read consistently. */
  task(id: string): Promise<Task | undefined>;

  /** Open tasks whose `due` has come, earliest first in each shard, at most `most`; may lag behind the last writes a little. */
  dueTasks(now: Instant, most: number): Promise<Task[]>;

  /** Tasks for people to read, newest first, at most `most` of those that `only` leaves. */
  tasks(most: number, only?: { readonly source?: string; readonly state?: TaskState }): Promise<Task[]>;

  /**
   * Every kind of journal entry but seals, oldest first: the newest `most` after `after` (an entry's id), of one source or
   * of all. Reads the whole table: for demonstrations and tests.
   */
  entries(most: number, after?: string, source?: string): Promise<Entry[]>;

  /**
   * Journal entries for people, newest first: at most `most` are looked at (a few more where ids are equal), those that can
   * be read are in the answer. `next`: there may be older ones; it is the range's `before` then.
   */
  journal(range: JournalRange, most: number): Promise<Page<Entry>>;

  /**
   * What a seal shall cover, as it is stored, oldest first, read consistently: about `most` entries with ids behind `from`,
   * up to and including `to`. `next`: all up to and including it was read, and there may be more.
   */
  toSeal(range: { readonly source: string; readonly from: string; readonly to: string }, most: number): Promise<ToSeal>;

  /** The first `most` seals of a source with numbers above `after`, in their order. */
  seals(source: string, after: number, most: number): Promise<SealEntry[]>;

  /** A page of all that is stored of a source's journal, marks too, in no order, but for seals; `next` leads to the next. */
  stored(source: string, next?: string): Promise<Page<FoundEntry>>;

  /** A page of a source's tasks, in no order. */
  taskPage(source: string, next?: string): Promise<Page<Task>>;

  /** A ledger item's value, read consistently. */
  note(key: LedgerKey): Promise<string | undefined>;

  /** Every ledger item of a scope with its value, read consistently, by key. */
  notes(scope: string): Promise<{ readonly key: string; readonly value: string }[]>;

  /** Writes a ledger item's value, if it still is `seen` (`undefined`: if there is none). */
  putNote(key: LedgerKey, value: string, seen: string | undefined): Promise<boolean>;

  /** The active rulebook of a source, read consistently; `undefined` before the first apply. */
  rulebook(source: string): Promise<StoredRulebook | undefined>;

  /**
   * Makes a new version the active one and appends `journal` with it, if `after` (0: none) still is the newest version.
   * `pack` is kept beside the text of the active version only.
   *
   * @returns the new version, or `undefined` when somebody else applied meanwhile
   * @throws StoreError `tooLarge` over 380 KB packed
   */
  applyRulebook(
    source: string,
    rules: string,
    change: { readonly after: number; readonly journal?: RulesEntry; readonly pack?: Uint8Array },
  ): Promise<number | undefined>;
}

/** A page of what a seal shall cover, and for how many days the table keeps entries. */
export type ToSeal = Page<StoredEntry> & { readonly keepDays: number };

/** An item of the journal as it is stored, and the entry in it; missing where this version cannot read it. */
export interface FoundEntry {
  readonly stored: StoredEntry;
  readonly entry?: Entry;
  /** It is a mark and no entry: it tells that a partition (`source/project`) has entries in an hour (`2026-11-20T09`). */
  readonly mark?: { readonly hour: string; readonly scope: string } | "unreadable";
}

/** A stretch of a source's journal, between two ids: all but seals, unless `only` says what. */
export interface JournalRange {
  readonly source: string;
  /**
   * One project's entries, by its number or by what it was called then (with those that tell only a number, of whatever
   * project); what was done about a job (`job:1001`), from an index that may lag; or the seals: their ids have no times.
   */
  readonly only?: { readonly projectId: number } | { readonly path: string } | { readonly job: string } | "seals";
  readonly after?: string;
  readonly before?: string;
}

/** One immutable version of a source's rules, as the text that `lib/rules` wrote. */
export interface StoredRulebook {
  readonly version: number;
  /** SHA-256 of `rules`, hex: the head's word for what the version must hold. */
  readonly hash: string;
  readonly rules: string;
  /** What `lib/rules` wrote beside the text, so that it is opened quickly; missing where nobody wrote any. */
  readonly pack?: Uint8Array;
}
