import type { Store } from "../core/ports.ts";
import type { Rulebook } from "../rules/rulebook.ts";

/** The rules of a source as they were applied, for people to read. */
export interface AppliedRules {
  /** 0 before the first apply. */
  readonly version: number;
  /** SHA-256 of the rules' stored text, hex; missing before the first apply. */
  readonly hash?: string;
  readonly rules: Rulebook["rules"];
}

/**
 * The active rulebook of a source, read consistently.
 *
 * @throws StoreError `corrupt` when it is not what its head promises
 */
export async function activeRulebook(store: Store, source: string): Promise<AppliedRules> {
  const stored = await store.rulebook(source);
  if (!stored) return { version: 0, rules: [] };
  // The head's hash says that the text is the one that `applyRules` wrote.
  const { rules } = JSON.parse(stored.rules) as Rulebook;
  return { version: stored.version, hash: stored.hash, rules };
}
