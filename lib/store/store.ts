import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Store } from "../core/ports.ts";
import type { Clock } from "../core/time.ts";
import { commit } from "./commit.ts";
import { dueTasks } from "./dueTasks.ts";
import { storeError } from "./errors.ts";
import type { OnCorrupt } from "./items.ts";
import { note, notes, putNote } from "./ledger.ts";
import { dropProposal, proposal, propose } from "./proposals.ts";
import { applyRulebook, rulebook } from "./rules.ts";
import type { SeldomReads } from "./seldom.ts";
import { task, tasks } from "./tasks.ts";

export interface StoreOptions {
  /** Made by `createClient`, which remembers what each attempt may have done. */
  readonly client: DynamoDBDocumentClient;
  /** Before the names of the four tables. */
  readonly prefix: string;
  /** How long journal entries are kept; default 400 days. */
  readonly keepJournalDays?: number;
  /** A fresh text of at most 36 characters, never the same twice: a UUID. */
  readonly random: () => string;
  /** Told of an item that a list left out. */
  readonly onCorrupt?: OnCorrupt;
  /** Refuses entries that are more than 30 s old; missing: none. */
  readonly clock?: Clock;
}

/** The store on DynamoDB. Its reads throw StoreError `throttled`, `unavailable` or `corrupt`. */
export function createStore(options: StoreOptions): Store {
  const desk = { keepJournalDays: 400, onCorrupt: () => {}, ...options, known: new Set<string>(), versions: new Map() };
  let known: Promise<SeldomReads> | undefined;
  const seldom = async <T>(ask: (reads: SeldomReads) => Promise<T>): Promise<T> => {
    known ??= import("./seldom.ts").then(({ seldomReads }) => seldomReads(desk));
    return await reading(known.then(ask));
  };
  return {
    commit: (writes) => commit(desk, writes),
    task: (id) => reading(task(desk, id)),
    dueTasks: (now, most, how) => reading(dueTasks(desk, now, { most, ...how })),
    attentionTasks: (source) => seldom((reads) => reads.attentionTasks(source)),
    tasks: (most, only) => reading(tasks(desk, most, only)),
    entries: (most, after, source) => seldom((reads) => reads.entries(most, after, source)),
    journal: (range, most) => seldom((reads) => reads.journal(range, most)),
    toSeal: (range, most) => seldom((reads) => reads.toSeal(range, most)),
    seals: (source, after, most) => seldom((reads) => reads.seals(source, after, most)),
    stored: (source, next) => seldom((reads) => reads.stored(source, next)),
    taskPage: (source, next) => seldom((reads) => reads.taskPage(source, next)),
    note: (key) => reading(note(desk, key)),
    notes: (scope) => reading(notes(desk, scope)),
    putNote: (key, value, seen) => putNote(desk, { key, value, seen }),
    rulebook: (source) => reading(rulebook(desk, source)),
    applyRulebook: (source, rules, change) => applyRulebook(desk, { source, rules, ...change }),
    rulebookVersion: (source, version) => seldom((reads) => reads.rulebookVersion(source, version)),
    rulebookVersions: (source, most, before) => seldom((reads) => reads.rulebookVersions(source, most, before)),
    newestVersion: (source) => seldom((reads) => reads.newestVersion(source)),
    proposal: (source) => reading(proposal(desk, source)),
    propose: (source, proposal, journal) => propose(desk, { source, proposal, journal }),
    dropProposal: (source, number, journal) => dropProposal(desk, { source, number, journal }),
  };
}

async function reading<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw storeError(error, "read");
  }
}
