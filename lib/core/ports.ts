import type { Entry, RulesEntry, SealEntry } from "./journal.ts";
import type { LedgerKey } from "./key.ts";
import type { Page } from "./page.ts";
import type { NewVersion, StoredProposal, StoredRulebook, VersionNote } from "./rulebooks.ts";
import type { StoredEntry } from "./seal.ts";
import type { Task, TaskState, TaskVerb } from "./task.ts";
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
export type { NewVersion, StoredProposal, StoredRulebook, VersionNote } from "./rulebooks.ts";

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

  /**
   * Open tasks whose `due` has come, earliest first, at most `most`; may lag behind the last writes a little.
   *
   * @param how.without what is passed over; there is room for 50, more of them are looked for in the answer only
   * @param how.newestFirst what came due last comes first
   */
  dueTasks(now: Instant, most: number, how?: DueHow): Promise<Task[]>;

  /**
   * How many tasks of a source wait for a person, as far as one read tells: up to about 500 it is exact. May lag a little.
   */
  attentionTasks(source: string): Promise<number>;

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
   * `pack` is kept beside the text of the active version only; who, when and why are taken from `journal`.
   *
   * @returns the new version, or `undefined` when somebody else applied meanwhile, or ended the proposal
   * @throws StoreError `tooLarge` over 380 KB packed
   */
  applyRulebook(source: string, rules: string, change: NewVersion): Promise<number | undefined>;

  /**
   * Any version, as it was applied; `undefined` where there is none of that number.
   *
   * @throws StoreError `corrupt` when its text is not what was written
   */
  rulebookVersion(source: string, version: number): Promise<StoredRulebook | undefined>;

  /** What is known of versions, newest first: at most `most` below `before`. `next` is the next page's `before`. */
  rulebookVersions(source: string, most: number, before?: number): Promise<Page<VersionNote>>;

  /** The number that a new version must follow: the head's, or where that cannot be read the newest version's; 0: none. */
  newestVersion(source: string): Promise<number>;

  /** The rules that wait for a second person, read consistently; `ended`: there were some, and the next are numbered on. */
  proposal(source: string): Promise<StoredProposal | { readonly ended: number } | undefined>;

  /**
   * Puts a proposal in the place of the one with the number before (or of none) and appends `journal`.
   *
   * @returns false: somebody else proposed, approved or rejected meanwhile
   * @throws StoreError as `applyRulebook`
   */
  propose(source: string, proposal: Omit<StoredProposal, "hash">, journal: RulesEntry): Promise<boolean>;

  /** Takes the proposal with that number away and appends `journal`; false: it is not the one that waits. */
  dropProposal(source: string, number: number, journal: RulesEntry): Promise<boolean>;
}

/** Which due tasks are asked for. */
export interface DueHow {
  readonly without?: readonly Without[];
  readonly newestFirst?: boolean;
}

/** Due tasks that are passed over. */
export interface Without {
  /** The beginning of their ids: of a source `joinKey(source)` and `/`, of a project `joinKey(source, id)` and `/`. */
  readonly ids: string;
  /** Missing: all. */
  readonly verbs?: readonly TaskVerb[];
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
