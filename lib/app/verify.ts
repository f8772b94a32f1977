import { type Books, type BooksOptions, openBooks } from "../core/books.ts";
import { type Chain, chainBreaks, checkSeal, type KnownSeal, sealOver } from "../core/chain.ts";
import { type Entry, instantOfId, type SealEntry } from "../core/journal.ts";
import type { FoundEntry, Page, Store } from "../core/ports.ts";
import { entryDigest, foundHead, type SealHead, sealHeadKey } from "../core/seal.ts";
import { openStrays, type StrayLines } from "../core/strays.ts";
import type { Task } from "../core/task.ts";
import type { BookedTask } from "../core/taskBooks.ts";
import type { Clock, Instant } from "../core/time.ts";

/** Where a source's journal and tasks are read from: the tables, or the API. */
export interface JournalReader {
  /** Seals with numbers above `after`, in order, none behind the last; and the head, read after them. */
  seals(after: number): Promise<Chain>;
  stored(next: string | undefined): Promise<Page<FoundEntry>>;
  tasks(next: string | undefined): Promise<Page<Task>>;
}

export interface Verified {
  /** Nothing is broken: the chain is whole, what it covers is there as it was sealed, and queries show all that is there. */
  readonly intact: boolean;
  /** The chain's end, to compare with what the log told. */
  readonly head: SealHead | undefined;
  /** How many are sealed, were written since the last seal, are gone as their days are over, cannot be read. */
  readonly entries: {
    readonly sealed: number;
    readonly unsealed: number;
    readonly forgotten: number;
    readonly unreadable: number;
    /** Not checked, as somebody vouches for what was sealed up to there. */
    readonly vouched: number;
  };
  /** What is broken, one line each. */
  readonly breaks: readonly string[];
  /** What cannot be told, and why. */
  readonly notes: readonly string[];
  readonly books: Books;
}

export interface VerifyOptions {
  readonly now: Instant;
  /** Seals that somebody knows from elsewhere, such as the log. */
  readonly known?: readonly KnownSeal[];
  /** The seal from which the chain is followed: somebody vouches for it. Default: from the beginning. */
  readonly after?: KnownSeal;
  /** For what is written while the tables are read; default: it is `now` all the time. */
  readonly clock?: Clock;
  readonly books?: BooksOptions;
}

/** The reader of a store's own tables. */
export function storeReader(store: Store, source: string): JournalReader {
  return {
    async seals(after) {
      const seals = await store.seals(source, after, 1000);
      return { seals, head: foundHead(await store.note(sealHeadKey(source))) };
    },
    stored: (next) => store.stored(source, next),
    tasks: (next) => store.taskPage(source, next),
  };
}

/**
 * Compares each seal with the entries that it covers and with the seal before it, the last one with the head, and the
 * journal with the task table. All that is stored is read, so also an entry is found that no index and no mark tells of,
 * and so that queries do not show.
 * Holds some 100 bytes for each entry and task.
 */
export async function verifyJournal(reader: JournalReader, options: VerifyOptions): Promise<Verified> {
  // In this order: whatever is in the tasks and under the seals was written before the entries are read.
  const tasks = await readTasks(reader);
  const chain = await readChain(reader);
  const books = openBooks();
  const read = await readEntries(reader, { ...options, chain, onEntry: (entry) => books.enter(entry) });
  const breaks = chainBreaks(chain, options.known ?? [], options.after);
  const notes = [...read.strays.notes];
  let [sealed, forgotten, since] = [0, 0, options.books?.since];
  for (const seal of chain.seals.filter(({ number }) => number > (options.after?.number ?? 0))) {
    const digests = read.digests.get(seal.number) ?? [];
    const checked = checkSeal(seal, digests, options.now);
    sealed += digests.length;
    forgotten += checked.forgotten;
    if (checked.forgotten > 0) since = Math.max(since ?? 0, instantOfId(seal.to));
    if (checked.broken !== undefined) breaks.push(checked.broken);
    if (checked.unsure !== undefined) notes.push(checked.unsure);
  }
  breaks.push(...read.strays.breaks);
  const { unsealed, unreadable, vouched } = read;
  return {
    intact: breaks.length === 0,
    head: chain.head === "unreadable" ? undefined : chain.head,
    entries: { sealed, unsealed, forgotten, unreadable, vouched },
    breaks,
    notes,
    books: books.balance(tasks, { ...options.books, ...(since !== undefined && { since }) }),
  };
}

async function readTasks({ tasks }: JournalReader): Promise<BookedTask[]> {
  const found: BookedTask[] = [];
  let next: string | undefined;
  do {
    const page = await tasks(next);
    for (const { id, verb, wants, state, calls, createdAt } of page.items)
      found.push({ id, verb, wants: wants.map(({ event }) => ({ event })), state, calls, createdAt });
    next = page.next;
  } while (next !== undefined);
  return found;
}

/** Read on while the head names a seal that came after the last page. */
async function readChain(reader: JournalReader): Promise<Chain> {
  const seals: SealEntry[] = [];
  for (;;) {
    const page = await reader.seals(seals.at(-1)?.number ?? 0);
    if (page.seals.length === 0) return { seals, head: page.head };
    seals.push(...page.seals);
  }
}

interface Read {
  /** Of each seal's entries, by its number. */
  readonly digests: ReadonlyMap<number, readonly string[]>;
  readonly unsealed: number;
  readonly unreadable: number;
  readonly vouched: number;
  readonly strays: StrayLines;
}

interface Reading extends Pick<VerifyOptions, "now" | "after" | "clock"> {
  readonly chain: Chain;
  readonly onEntry: (entry: Entry) => void;
}

async function readEntries({ stored }: JournalReader, reading: Reading): Promise<Read> {
  const { chain, onEntry, now, after, clock = () => now } = reading;
  const digests = new Map(chain.seals.map(({ number }) => [number, [] as string[]]));
  const strays = openStrays();
  let [unsealed, unreadable, vouched] = [0, 0, 0];
  function meet(found: FoundEntry, readAt: Instant): void {
    const seal = found.mark === undefined ? sealOver(chain.seals, found.stored.id) : undefined;
    const isVouched = seal !== undefined && seal.number <= (after?.number ?? 0);
    if (!isVouched) strays.meet(found, { isSealed: seal !== undefined, now: readAt });
    if (found.mark !== undefined) return;
    if (isVouched) vouched++;
    else if (seal) digests.get(seal.number)?.push(entryDigest(found.stored));
    else unsealed++;
    if (found.entry) onEntry(found.entry);
    else unreadable++;
  }
  let next: string | undefined;
  do {
    const page = await stored(next);
    for (const found of page.items) meet(found, clock());
    next = page.next;
  } while (next !== undefined);
  return { digests, unsealed, unreadable, vouched, strays: strays.told(now) };
}
