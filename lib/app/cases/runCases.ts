import type { RuleCase, RuleCases } from "../../rules/cases/caseFile.ts";
import { type CompiledRule, compileRulebook } from "../../rules/compile.ts";
import { compileInvariants } from "../../rules/invariants/compile.ts";
import type { Problem } from "../../rules/read.ts";
import type { Rulebook } from "../../rules/rulebook.ts";
import { hint, shown } from "../../rules/wording.ts";
import { type RuleFile, readRuleFiles } from "../apply.ts";
import { loadTools } from "../ruleTools.ts";
import { type Difference, differences } from "./differences.ts";
import { judgeCase, type Spoken } from "./judgeCase.ts";
import type { CaseTools } from "./tools.ts";

/** One rule that does not say what a case expects of it. */
export interface Failure extends Difference {
  readonly rule: string;
  /** Where the expectation stands. */
  readonly at: Problem;
}

export interface CaseResult {
  readonly name: string;
  /** Where it stands. */
  readonly at: Problem;
  readonly failures: readonly Failure[];
  /** What each rule said of which something is expected, by its id. */
  readonly spoken: ReadonlyMap<string, Spoken>;
}

export interface CasesRun {
  readonly rulebook: Rulebook;
  readonly results: readonly CaseResult[];
}

/**
 * Asks the rules of some files what the cases of another expect of them.
 *
 * @param isMeant picks cases by their names; default: all
 * @returns what is wrong with any of the files, if anything is
 */
export async function runCases(
  read: RuleCases,
  files: readonly RuleFile[],
  {
    actions,
    readLog,
    isMeant = () => true,
  }: Pick<CaseTools, "actions" | "readLog"> & { isMeant?(name: string): boolean },
): Promise<CasesRun | { readonly problems: readonly Problem[] }> {
  const found = readRuleFiles(files, actions);
  if ("problems" in found) return found;
  const { rulebook } = found;
  const problems = lostRules(read, rulebook);
  if (problems.length > 0) return { problems };
  const ruleTools = await loadTools(JSON.stringify(rulebook), rulebook, false);
  const rules = compileRulebook(rulebook, 0, ruleTools);
  const { calendars = {}, invariants: never = [] } = rulebook;
  const tools: CaseTools = { actions, readLog, calendars, invariants: compileInvariants(never, 0, ruleTools) };
  const results = read.cases.flatMap((one, at): CaseResult[] =>
    isMeant(one.name) ? [resultOf(one, at, { rules, tools, problemAt: read.problemAt })] : [],
  );
  return { rulebook, results };
}

interface Around {
  readonly rules: readonly CompiledRule[];
  readonly tools: CaseTools;
  readonly problemAt: RuleCases["problemAt"];
}

function resultOf(one: RuleCase, position: number, { rules, tools, problemAt }: Around): CaseResult {
  const path = ["cases", position];
  const spoken = new Map<string, Spoken>();
  const failures: Failure[] = [];
  for (const rule of rules) {
    const { id } = rule.rule;
    const expected = expectedOf(one, id);
    if (expected === undefined) continue;
    const said = judgeCase(rule, one, tools);
    spoken.set(id, said);
    const isNamed = Object.hasOwn(one.expect, id) && one.expect[id] !== true;
    const at = problemAt({ path: [...path, "expect"], key: isNamed ? id : "nothing", message: "" });
    failures.push(...differences(expected, said, one.at).map((difference) => ({ rule: id, at, ...difference })));
  }
  return { name: one.name, at: problemAt({ path: [...path, "name"], message: "" }), failures, spoken };
}

/** What a case expects of a rule; `undefined`: nothing, whatever it says. */
function expectedOf({ expect }: RuleCase, id: string) {
  const own = Object.hasOwn(expect, id) ? expect[id] : undefined;
  if (own !== undefined && own !== true) return own;
  return expect.nothing === true ? ("no" as const) : undefined;
}

function lostRules({ cases, problemAt }: RuleCases, { rules }: Rulebook): Problem[] {
  const known = rules.map(({ id }) => id);
  return cases.flatMap(({ expect }, at) =>
    Object.entries(expect)
      .filter(([id, value]) => value !== true && !known.includes(id))
      .map(([id]) => {
        const message = `no rule ${shown(id)}${hint(id, known) || `; known are ${known.join(", ")}`}`;
        return problemAt({ path: ["cases", at, "expect"], key: id, message });
      }),
  );
}
