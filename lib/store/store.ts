import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Store } from "../core/ports.ts";
import type { Clock } from "../core/time.ts";
import { commit } from "./commit.ts";
import { dueTasks } from "./dueTasks.ts";
import { entries } from "./entries.ts";
import { storeError } from "./errors.ts";
import type { OnCorrupt } from "./items.ts";
import { journal, seals, toSeal } from "./journal.ts";
import { note, notes, putNote } from "./ledger.ts";
import { dropProposal, proposal, propose } from "./proposals.ts";
import { applyRulebook, rulebook } from "./rules.ts";
import { tableShelf } from "./shelf.ts";
import { stored, taskPage } from "./stored.ts";
import { task, tasks } from "./tasks.ts";
import { newestVersion, rulebookVersion, rulebookVersions } from "./versions.ts";

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
  const shelves = { shelf: tableShelf(desk), onCorrupt: desk.onCorrupt, keepJournalDays: desk.keepJournalDays };
  return {
    commit: (writes) => commit(desk, writes),
    task: (id) => reading(task(desk, id)),
    dueTasks: (now, most, how) => reading(dueTasks(desk, now, { most, ...how })),
    tasks: (most, only) => reading(tasks(desk, most, only)),
    entries: (most, after, source) => reading(entries(desk, most, { after, source })),
    journal: (range, most) => reading(journal(shelves, range, most)),
    toSeal: (range, most) => reading(toSeal(shelves, range, most)),
    seals: (source, after, most) => reading(seals(shelves, source, { after, most })),
    stored: (source, next) => reading(stored(desk, source, next)),
    taskPage: (source, next) => reading(taskPage(desk, source, next)),
    note: (key) => reading(note(desk, key)),
    notes: (scope) => reading(notes(desk, scope)),
    putNote: (key, value, seen) => putNote(desk, { key, value, seen }),
    rulebook: (source) => reading(rulebook(desk, source)),
    applyRulebook: (source, rules, change) => applyRulebook(desk, { source, rules, ...change }),
    rulebookVersion: (source, version) => reading(rulebookVersion(desk, source, version)),
    rulebookVersions: (source, most, before) => reading(rulebookVersions(desk, source, { most, before })),
    newestVersion: (source) => reading(newestVersion(desk, source)),
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
