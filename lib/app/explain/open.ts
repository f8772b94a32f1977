import type { ActionSpec } from "../../core/action.ts";
import type { StoredRulebook } from "../../core/ports.ts";
import { compileRule } from "../../rules/compile.ts";
import { openRulebook, ruleReader } from "../../rules/opened.ts";
import type { Problem } from "../../rules/read.ts";
import { type ActiveRules, activeRules, noRules } from "../activeRules.ts";
import { type RuleFile, readRuleFiles } from "../apply.ts";
import { loadTools } from "../ruleTools.ts";
import { openForSimulation } from "../simulate/rulebook.ts";
import type { View } from "./explanation.ts";

type Stored = Pick<StoredRulebook, "rules" | "version" | "pack">;

/**
 * A stored rulebook, ready to be asked. Of what a worker saw only the failure classes of a log are recorded, so they stand
 * in for it.
 *
 * @throws StoreError `corrupt` when the text is none
 */
export async function openStored(
  stored: Stored | undefined,
  actions: readonly ActionSpec[],
  view: View,
): Promise<ActiveRules> {
  if (!stored) return noRules;
  const { rules, version } = stored;
  if (view === "look") return await openForSimulation(rules, version, actions);
  const opened = openRulebook(stored, ruleReader(actions));
  const tools = await loadTools(rules, opened.beside, false);
  return activeRules({ ...opened, tools }, version, (position) => compileRule(opened.read(position), version, tools));
}

/** Rule files that are not applied, as version 0. */
export async function openFiles(
  files: readonly RuleFile[],
  actions: readonly ActionSpec[],
  view: View,
): Promise<{ readonly active: ActiveRules } | { readonly problems: readonly Problem[] }> {
  const read = readRuleFiles(files, actions);
  if ("problems" in read) return read;
  return { active: await openStored({ rules: JSON.stringify(read.rulebook), version: 0 }, actions, view) };
}
