import type { ActionSpec } from "../core/action.ts";
import type { Store } from "../core/ports.ts";
import { compileRule } from "../rules/compile.ts";
import { openRulebook, ruleReader } from "../rules/opened.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { loadTools } from "./ruleTools.ts";

/** The rules of a source as they were applied, for people to read, with those that this version cannot use. */
export type ShownRules = { readonly version: number; readonly rules: Rulebook["rules"] } & Partial<
  Omit<Rulebook, "version" | "rules">
> & {
    /** SHA-256 of the rules' stored text, hex; missing before the first apply, which is version 0. */
    readonly hash?: string;
    readonly setAside?: readonly { readonly id: string; readonly reason: string }[];
  };

/**
 * The active rulebook of a source, read consistently.
 *
 * @throws StoreError `corrupt` when it is not what its head promises
 */
export async function shownRules(
  { store, actions }: { readonly store: Store; readonly actions: readonly ActionSpec[] },
  source: string,
): Promise<ShownRules> {
  const stored = await store.rulebook(source);
  if (!stored) return { version: 0, rules: [] };
  const { version, hash } = stored;
  const opened = openRulebook(stored, ruleReader(actions));
  const tools = await loadTools(stored.rules, opened.beside, false);
  const setAside = Array.from({ length: opened.count }, (_, position) => {
    const { rule, setAside: reason } = compileRule(opened.read(position), version, tools);
    return reason === undefined ? [] : [{ id: rule.id, reason }];
  }).flat();
  // The head's hash says that the text is the one that `applyRules` wrote.
  const { version: _, rules, ...beside } = JSON.parse(stored.rules) as Rulebook;
  return { version, hash, ...beside, rules, ...(setAside.length > 0 && { setAside }) };
}
