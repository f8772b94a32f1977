import type { ActionSpec } from "../core/action.ts";
import { StoreError } from "../core/errors.ts";
import type { Store } from "../core/ports.ts";
import type { Clock, Instant } from "../core/time.ts";
import { type CompiledRule, compileRulebook } from "../rules/compile.ts";
import { parseRulebook } from "../rules/rulebook.ts";

/** The rules that are active for one source. Version 0 has none: nothing was applied yet. */
export interface ActiveRules {
  readonly version: number;
  readonly rules: readonly CompiledRule[];
}

/** Reads active rulebooks, each version compiled once. */
export interface RulesReader {
  /** As they are now: one consistent read. */
  live(source: string): Promise<ActiveRules>;
  /** As they were at most 10 s ago: for the door, where a rule's first minute may be missed by seconds. */
  recent(source: string): Promise<ActiveRules>;
}

const cacheMillis = 10_000;

export function createRulesReader(store: Store, actions: readonly ActionSpec[], clock: Clock): RulesReader {
  const known = new Map<string, { hash: string; active: ActiveRules; readAt: Instant }>();

  async function live(source: string): Promise<ActiveRules> {
    const before = known.get(source);
    try {
      const stored = await store.rulebook(source);
      const hash = stored?.hash ?? "none";
      // Rules that were rolled back are the same text in a new version.
      const isKnown = before?.hash === hash && before.active.version === (stored?.version ?? 0);
      const active = isKnown ? before.active : compiled(stored);
      known.set(source, { hash, active, readAt: clock() });
      return active;
    } catch (error) {
      // A version that does not match its hash is refused; the last good one stays.
      if (before && error instanceof StoreError && error.code === "corrupt") return before.active;
      throw error;
    }
  }

  function compiled(stored: { version: number; rules: string } | undefined): ActiveRules {
    if (!stored) return { version: 0, rules: [] };
    return {
      version: stored.version,
      rules: compileRulebook(parseRulebook(JSON.parse(stored.rules), actions), stored.version),
    };
  }

  return {
    live,
    async recent(source) {
      const cached = known.get(source);
      return cached && clock() - cached.readAt < cacheMillis ? cached.active : await live(source);
    },
  };
}
