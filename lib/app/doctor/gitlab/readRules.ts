import { actions } from "../../../actions/index.ts";
import type { Diagnosis } from "../../../core/diagnosis.ts";
import { StoreError } from "../../../core/errors.ts";
import { type CompiledRule, compileRule } from "../../../rules/compile.ts";
import { openRulebook, ruleReader } from "../../../rules/opened.ts";
import { loadTools } from "../../ruleTools.ts";
import { ill } from "./diagnose.ts";

/** The active rules, or why they cannot be read; `undefined`: none are known. */
export async function readRules(
  text: string | undefined,
  source: string,
): Promise<{ readonly rules: readonly CompiledRule[] | undefined; readonly ills: readonly Diagnosis[] }> {
  if (text === undefined) return { rules: undefined, ills: [] };
  try {
    const opened = openRulebook({ rules: text }, ruleReader(actions));
    const tools = await loadTools(text, opened.beside, true);
    const rules = Array.from({ length: opened.count }, (_, at) => compileRule(opened.read(at), 0, tools));
    return { rules, ills: [] };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return {
      rules: undefined,
      ills: [ill("rulesUnreadable", { about: `rules of ${source}`, says: `${error.message}.` })],
    };
  }
}
