import { recordedIn } from "../../app/simulate/entry.ts";
import type { Entry } from "../../core/journal.ts";
import { type Instant, instantText } from "../../core/time.ts";
import { EntryPage } from "../answers.ts";
import type { Api } from "../api.ts";
import type { Recording, Taker } from "./recording.ts";

const pageEntries = 1000;
/** The journal is read backwards: a day at a time fits into memory, and days come in their order. */
const stretchMillis = 86_400_000;

/** What of the journal is wanted. */
export interface Stretch {
  readonly source: string;
  readonly since: Instant;
  readonly until: Instant;
  readonly project?: string;
}

/** What the journal behind the API has recorded. */
export function openJournal(api: Api, stretch: Stretch, told: (text: string) => void): Recording {
  const { source, since, until, project } = stretch;
  let entries = 0;
  return {
    source,
    until,
    async read(taker) {
      for (let from = since; from < until; from += stretchMillis) {
        const day = { since: from, until: Math.min(until, from + stretchMillis), project };
        const pages = await pagesOf(api, day, (count) => {
          entries += count;
          told(`${entries.toLocaleString("en")} journal entries, ${instantText(from).slice(0, 10)}`);
        });
        for (const page of pages.toReversed()) for (const entry of page) give(entry, taker);
        await taker.room?.();
      }
    },
  };
}

type Question = Readonly<Record<string, string | number | undefined>>;

/** A stretch's pages, the newest first, each oldest first. */
async function pagesOf(api: Api, question: Question, told: (count: number) => void): Promise<readonly Entry[][]> {
  const pages: Entry[][] = [];
  let before: string | undefined;
  do {
    const page = await api(["journal"], EntryPage, { query: { ...question, limit: pageEntries, before } });
    pages.push(page.entries);
    told(page.entries.length);
    before = page.next;
  } while (before !== undefined);
  return pages;
}

function give(entry: Entry, taker: Taker): void {
  if (entry.kind === "delivery" && entry.recorded === "wanted") taker.limited();
  const recorded = recordedIn(entry);
  if (recorded === "unreadable" || recorded === "untold") taker.miss(recorded);
  else if (recorded) taker.take(recorded);
}
