import { booksOf } from "../../../lib/core/books.ts";
import type { Knock } from "../door.ts";
import type { Evidence } from "../evidence.ts";
import type { Kept } from "./kept.ts";

/**
 * What Penstock took, it knows: every delivery that it answered as stored is in the journal, as often as it was answered, and
 * the journal and the tasks tell the same story.
 */
export function deliveriesKept({ knocks, entries, tasks }: Evidence): Kept {
  const heard = entries.filter((entry) => entry.kind === "delivery").filter(({ finding }) => !finding);
  const stored = knocks.filter(isStored);
  const odd = knocks.filter(({ status = 202 }) => status !== 202);
  const told = countOf(heard);
  const [answered, sent] = [countOf(stored), countOf(knocks)];
  const planners = tasks.flatMap(({ wants }) => wants.map(({ event }) => event));
  // who was killed, or too slow to be heard, may have planned and not journalled; so may a patrol
  const unrecorded = new Set([
    ...knocks.filter((knock) => !isStored(knock)).map(({ delivery }) => delivery),
    ...planners.filter((event) => event.startsWith("patrol ")),
  ]);
  const books = booksOf(entries, tasks, { unrecorded });
  return {
    violations: [
      ...odd.map(({ delivery, status }) => `the hook ${delivery} was answered ${status}`),
      ...[...answered]
        .filter(([id, count]) => count > (told.get(id) ?? 0))
        .map(
          ([id, count]) => `the hook ${id} was answered ${count} times, and is journalled ${told.get(id) ?? 0} times`,
        ),
      ...[...told]
        .filter(([id, count]) => count > (sent.get(id) ?? 0))
        .map(([id, count]) => `the hook ${id} is journalled ${count} times, and came ${sent.get(id) ?? 0} times`),
      ...books.differences,
    ],
    figures: {
      received: books.deliveries.received,
      decided: books.deliveries.decided,
      found: books.findings.decided,
      unrecorded: books.tasks.origins.unrecorded,
    },
  };
}

function isStored({ status, answer = "" }: Knock): boolean {
  return status === 202 && !/"deferred":true/.test(answer);
}

function countOf(list: readonly { readonly delivery: string }[]): ReadonlyMap<string, number> {
  return new Map([...Map.groupBy(list, ({ delivery }) => delivery)].map(([id, { length }]) => [id, length]));
}
