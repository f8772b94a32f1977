import type { ActionSpec } from "../core/action.ts";
import { languageOf, ruleReader } from "../rules/opened.ts";
import { packRules } from "../rules/pack.ts";
import type { Rulebook } from "../rules/rulebook.ts";

/** What is kept beside the text of rules that this version can read, so that they are opened quickly. */
export function packOf(rulebook: Rulebook, text: string, actions: readonly ActionSpec[]): Uint8Array | undefined {
  return packRules(rulebook, text, languageOf(rulebook, ruleReader(actions)));
}
