import type { RulesEntry } from "../core/journal.ts";
import type { Store, StoredRulebook } from "../core/ports.ts";
import { entryItem } from "./entryItem.ts";
import type { Item, OnCorrupt } from "./items.ts";
import { isHeld } from "./memoryConditions.ts";
import type { MemoryTables } from "./memoryTables.ts";
import { type MemoryDesk, writing } from "./memoryWrites.ts";
import { endedItem, numberOf, proposalItem, proposalKey, proposalOf } from "./proposalItem.ts";
import type { Proposing } from "./proposals.ts";
import {
  headKey,
  packKey,
  readBeside,
  readBody,
  readHead,
  readVersion,
  rulebookItems,
  textKey,
  versionKey,
} from "./rulebookItem.ts";
import type { RulebookChange } from "./rules.ts";
import { readNote } from "./versionNote.ts";
import { newestOf, pageOf } from "./versions.ts";
import { pairText, stepsOf } from "./writes.ts";

/** What a head and the items that it stands for hold, so that it is unpacked once and not at every look. */
const unpacked = new WeakMap<Item, { readonly from: readonly (Item | undefined)[]; readonly book: StoredRulebook }>();

/** `Store.rulebook`. */
export function rulebook(tables: MemoryTables, source: string): StoredRulebook | undefined {
  const item = tables.get("rules", source, headKey);
  if (!item) return undefined;
  const head = readHead(source, item);
  const body = tables.get("rules", source, versionKey(head.version));
  const from = [tables.get("rules", source, textKey), tables.get("rules", source, packKey), body];
  const known = unpacked.get(item);
  if (known?.from.every((part, at) => part === from[at])) return known.book;
  const beside = from.slice(0, 2).filter((part) => part !== undefined);
  const book = Object.freeze(readBeside(source, head, beside) ?? readBody(source, head, body));
  unpacked.set(item, { from, book });
  return book;
}

type Reads = Pick<Store, "rulebookVersion" | "rulebookVersions" | "newestVersion" | "proposal">;

/** The other reads of the table of rules. */
export function rulesReads(
  tables: MemoryTables,
  { read, onCorrupt }: { read: <T>(kind: keyof Reads, answer: () => T) => Promise<T>; onCorrupt: OnCorrupt },
): Reads {
  const versions = (source: string, before = Number.POSITIVE_INFINITY) => {
    const items = tables.all("rules").filter((item) => item.source === source);
    const notes = items.flatMap((item) => readNote(item) ?? []).filter(({ version }) => version < before);
    return notes.toSorted((one, other) => other.version - one.version);
  };
  const item = (source: string, key: string) => tables.get("rules", source, key);
  return {
    rulebookVersion: (source, version) =>
      read("rulebookVersion", () => readVersion(source, version, item(source, versionKey(version)))),
    rulebookVersions: (source, most, before) =>
      read("rulebookVersions", () => pageOf(versions(source, before).slice(0, most + 1), most)),
    newestVersion: (source) => read("newestVersion", () => newestOf(item(source, headKey), versions(source))),
    proposal: (source) => read("proposal", () => proposalOf(source, item(source, proposalKey), onCorrupt)),
  };
}

/** `Store.applyRulebook`. */
export async function applyRulebook(memory: MemoryDesk, change: RulebookChange): Promise<number | undefined> {
  const { tables } = memory;
  const { source, after, ends, mends } = change;
  const { head, body, beside } = rulebookItems({ ...change, version: after + 1 });
  const seen = tables.get("rules", source, headKey)?.newest;
  const isWritten = await changing(memory, change, {
    items: [body, head, ...beside, ...(ends === undefined ? [] : [endedItem(source, ends)])],
    mayBe() {
      const newest = tables.get("rules", source, headKey)?.newest;
      const isNext = mends ? newest === seen : (newest ?? 0) === after;
      const isFree = tables.get("rules", source, versionKey(after + 1)) === undefined;
      return isNext && isFree && (ends === undefined || waits(tables, source, ends));
    },
  });
  return isWritten ? after + 1 : undefined;
}

/** `Store.propose`. */
export function propose(memory: MemoryDesk, { source, proposal, journal }: Proposing): Promise<boolean> {
  return changing(
    memory,
    { source, journal },
    {
      items: [proposalItem(source, proposal)],
      mayBe: () => (numberOf(memory.tables.get("rules", source, proposalKey)) ?? 0) === proposal.number - 1,
    },
  );
}

/** `Store.dropProposal`. */
export function dropProposal(
  memory: MemoryDesk,
  { source, number, journal }: { source: string; number: number; journal: RulesEntry },
): Promise<boolean> {
  const mayBe = () => waits(memory.tables, source, number);
  return changing(memory, { source, journal }, { items: [endedItem(source, number)], mayBe });
}

function waits(tables: MemoryTables, source: string, number: number): boolean {
  const item = tables.get("rules", source, proposalKey);
  return numberOf(item) === number && item?.ended === undefined;
}

/** Items of the table of rules with a journal entry, or nothing. */
async function changing(
  memory: MemoryDesk,
  { source, journal }: { source: string; journal?: RulesEntry },
  { items, mayBe }: { items: readonly Item[]; mayBe: () => boolean },
): Promise<boolean> {
  const { tables, keepJournalDays } = memory;
  const steps = stepsOf(journal ? [{ journal }] : []);
  const touched = [
    ...items.map(({ version }) => `rules ${pairText(source, String(version))}`),
    ...steps.map(({ item }) => item),
  ];
  return writing(memory, { items: touched, isTransaction: true }, () => {
    if (!mayBe() || !steps.every(({ write }) => isHeld(tables, write))) return false;
    for (const item of items) tables.put("rules", item);
    if (journal) tables.put("journal", entryItem(journal, keepJournalDays));
    return true;
  });
}
