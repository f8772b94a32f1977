import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Store } from "../core/ports.ts";
import { commit } from "./commit.ts";
import { storeError } from "./errors.ts";
import type { OnCorrupt } from "./items.ts";
import { entries } from "./journal.ts";
import { note, putNote } from "./ledger.ts";
import { applyRulebook, rulebook } from "./rules.ts";
import { dueTasks, task, tasks } from "./tasks.ts";

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
}

/** The store on DynamoDB. Its reads throw StoreError `throttled`, `unavailable` or `corrupt`. */
export function createStore(options: StoreOptions): Store {
  const desk = { keepJournalDays: 400, onCorrupt: () => {}, ...options };
  return {
    commit: (writes) => commit(desk, writes),
    task: (id) => reading(task(desk, id)),
    dueTasks: (now, most) => reading(dueTasks(desk, now, most)),
    tasks: (most, only) => reading(tasks(desk, most, only)),
    entries: (most, after, source) => reading(entries(desk, most, { after, source })),
    note: (key) => reading(note(desk, key)),
    putNote: (key, value, seen) => putNote(desk, { key, value, seen }),
    rulebook: (source) => reading(rulebook(desk, source)),
    applyRulebook: (source, rules, after) => applyRulebook(desk, { source, rules, after }),
  };
}

async function reading<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw storeError(error, "read");
  }
}
