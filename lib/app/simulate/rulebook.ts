import type { ActionSpec } from "../../core/action.ts";
import type { Facts } from "../../core/event.ts";
import type { Check } from "../../rules/check.ts";
import { compileRule } from "../../rules/compile.ts";
import { failureClassNames } from "../../rules/failureClasses/names.ts";
import { openRulebook, ruleReader } from "../../rules/opened.ts";
import type { RuleTools } from "../../rules/tools.ts";
import { type ActiveRules, activeRules } from "../activeRules.ts";
import { loadTools } from "../ruleTools.ts";
import type { RecordedLooked } from "./history.ts";

/**
 * A rulebook to be simulated. Logs are not recorded: what its built-in failure classes say of one is taken from looks that
 * asked for them.
 *
 * @param text as it is stored: the JSON of a `Rulebook`
 * @throws StoreError `corrupt` when it is none
 */
export async function openForSimulation(
  text: string,
  version: number,
  actions: readonly ActionSpec[],
): Promise<ActiveRules> {
  const opened = openRulebook({ rules: text }, ruleReader(actions));
  const { classes, ...others } = await loadTools(text, opened.beside, true);
  const tools = classes ? { ...others, classes: recordedClasses(classes, opened.beside) } : others;
  return activeRules({ ...opened, tools }, version, (position) => compileRule(opened.read(position), version, tools));
}

/** A team's own words for a built-in class may have changed since the look. */
function recordedClasses(
  classes: NonNullable<RuleTools["classes"]>,
  { failureClasses = {} }: { readonly failureClasses?: object },
): NonNullable<RuleTools["classes"]> {
  const builtIn: ReadonlySet<string> = new Set(failureClassNames);
  const isPlain = (name: string) => builtIn.has(name) && !Object.hasOwn(failureClasses, name);
  return new Map([...classes].map(([name, check]) => [name, isPlain(name) ? orRecorded(name, check) : check]));
}

function orRecorded(name: string, check: Check): Check {
  return (facts, now) => {
    const clause = check(facts, now);
    if (clause.answer !== "unknown") return clause;
    const found = classesOf(facts)?.[name];
    return found === undefined ? clause : { path: clause.path, answer: found ? "yes" : "no", seen: "seen by a look" };
  };
}

function classesOf({ looked }: Facts): RecordedLooked["classes"] {
  const found: RecordedLooked | undefined = looked;
  return found?.classes;
}
