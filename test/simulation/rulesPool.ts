import { actions } from "../../lib/actions/index.ts";
import { type ActiveRules, createRulesReader } from "../../lib/app/rules.ts";
import type { Store, StoredRulebook } from "../../lib/core/ports.ts";
import type { Instant } from "../../lib/core/time.ts";
import { silent } from "../../lib/edge/log.ts";

// Rulebooks as the workers have them, compiled once for all schedules.

let given: StoredRulebook | undefined;
const pool = createRulesReader({ store: { rulebook: async () => given }, actions, clock: () => 0, log: silent });

/** A stored rulebook compiled by the real reader, each version of each text once in a process. */
export async function pooled(book: StoredRulebook | undefined): Promise<ActiveRules> {
  given = book;
  return pool.live(book ? `${book.hash}@${book.version}` : "none");
}

const cacheMillis = 10_000;

/** As `createRulesReader`, but that what it compiles comes from the pool. */
export function pooledReader(store: Store, clock: () => Instant): ReturnType<typeof createRulesReader> {
  let known: { readonly active: ActiveRules; readonly readAt: Instant } | undefined;
  async function live(source: string): Promise<ActiveRules> {
    const active = await pooled(await store.rulebook(source));
    known = { active, readAt: clock() };
    return active;
  }
  return {
    live,
    recent: async (source) => (known && clock() - known.readAt < cacheMillis ? known.active : live(source)),
  };
}
