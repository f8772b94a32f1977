import { StoreError } from "../core/errors.ts";
import type { Write } from "../core/ports.ts";
import type { Clock } from "../core/time.ts";
import { marksFor, remember } from "./active.ts";
import { storeError } from "./errors.ts";
import type { Item } from "./items.ts";

/** What must hold before entries are appended. */
export interface Appending {
  readonly keepJournalDays: number;
  /** The marks that this process has written. */
  readonly known: Set<string>;
  /** Missing: entries are appended however old they are. */
  readonly clock?: Clock | undefined;
}

/**
 * Writes the marks that must be there before the entries of a commit.
 *
 * @throws StoreError `throttled`, `unavailable`: nothing of the commit was written
 */
export async function markFirst(
  writes: readonly Write[],
  { keepJournalDays, known }: Appending,
  put: (mark: Item) => Promise<unknown>,
): Promise<void> {
  for (const mark of marksFor(writes, { known, keepDays: keepJournalDays })) {
    try {
      await put(mark);
    } catch (error) {
      const { code, message } = storeError(error, "write");
      // The mark may be there, which is no harm; the commit certainly is not.
      throw new StoreError(code === "ambiguous" ? "throttled" : code, message, { cause: error });
    }
    remember(known, mark);
  }
}

const mostAgeMillis = 30_000;

/**
 * Refuses entries that are late: a process that was frozen meanwhile must not append where a seal may be by now.
 *
 * @throws StoreError `throttled`: nothing was written
 */
export function refuseLate(writes: readonly Write[], { clock }: Pick<Appending, "clock">): void {
  if (!clock) return;
  const oldest = clock() - mostAgeMillis;
  if (writes.some((write) => "journal" in write && write.journal.at < oldest))
    throw new StoreError("throttled", "the journal entry is too old to be appended; make it again");
}
