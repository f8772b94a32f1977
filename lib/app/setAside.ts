import type { ActionSpec } from "../core/action.ts";
import type { StoredRulebook } from "../core/ports.ts";
import { compileRule } from "../rules/compile.ts";
import { openRulebook, ruleReader } from "../rules/opened.ts";
import { loadTools } from "./ruleTools.ts";

/** A rule that this version cannot use, and why. */
export interface Aside {
  readonly id: string;
  readonly reason: string;
}

/** The rules of a stored text that this version cannot use. @throws StoreError `corrupt` when the text is no rulebook */
export async function setAsideOf(
  stored: Pick<StoredRulebook, "rules" | "pack" | "version">,
  actions: readonly ActionSpec[],
): Promise<readonly Aside[]> {
  const opened = openRulebook(stored, ruleReader(actions));
  const tools = await loadTools(stored.rules, opened.beside, false);
  return Array.from({ length: opened.count }, (_, position) => {
    const { rule, setAside: reason } = compileRule(opened.read(position), stored.version, tools);
    return reason === undefined ? [] : [{ id: rule.id, reason }];
  }).flat();
}
