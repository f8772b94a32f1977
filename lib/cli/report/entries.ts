import type { Entry } from "../../core/journal.ts";
import { spanText } from "../../core/span.ts";
import { type Instant, instantText } from "../../core/time.ts";
import { EntryPage } from "../answers.ts";
import type { Api } from "../api.ts";
import { createProgress } from "../jobs/progress.ts";

/** Which entries are wanted. */
export interface EntryWish {
  readonly since: Instant;
  readonly until: Instant;
  /** Its number or its path. */
  readonly project?: string | undefined;
  readonly rule?: string | undefined;
  readonly kind?: Entry["kind"];
}

const pageEntries = 1000;

/**
 * The journal's entries of a time, the newest first, page by page; on a terminal a line tells how far that is.
 *
 * @throws ApiError as the API's client does
 */
export async function* readEntries(api: Api, { since, until, project, rule, kind }: EntryWish): AsyncGenerator<Entry> {
  const progress = createProgress();
  let before: string | undefined;
  let count = 0;
  try {
    do {
      const query = { since, until, project, rule, kind, limit: pageEntries, before };
      const page = await api(["journal"], EntryPage, { query });
      count += page.entries.length;
      progress.show(progressText({ since, until, count, at: page.entries[0]?.at }));
      yield* page.entries.toReversed();
      before = page.next;
    } while (before !== undefined);
  } finally {
    progress.clear();
  }
}

/** E.g. `journal  12000 entries, back to 2026-11-20T09:30:00Z, 6d left`. */
function progressText(read: {
  readonly since: Instant;
  readonly until: Instant;
  readonly count: number;
  readonly at: Instant | undefined;
}): string {
  const { since, count, at } = read;
  const back = at === undefined ? "" : `, back to ${instantText(at)}, ${spanText((at - since) / 1000)} left`;
  return `journal  ${count} entries${back}`;
}
