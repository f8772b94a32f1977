import type { Answer, Clause } from "../../core/verdict.ts";
import type { CaseResult } from "./runCases.ts";

/** How well some cases try a rule. */
export interface Coverage {
  readonly rule: string;
  /** How many cases expect something of it to which it says so. */
  readonly said: Readonly<Record<Answer, number>>;
  /** Conditions that never were what a no came from, as paths in the rule. */
  readonly untried: readonly string[];
}

/** How well cases try each of some rules, given by their ids. */
export function coverageOf(rules: readonly string[], results: readonly CaseResult[]): Coverage[] {
  return rules.map((rule) => {
    const verdicts = results.flatMap(({ spoken }) => spoken.get(rule)?.verdict ?? []);
    const said = { yes: 0, no: 0, unknown: 0 };
    for (const { answer } of verdicts) said[answer]++;
    const denied = new Set(verdicts.filter(({ answer }) => answer === "no").map(({ because }) => because.path));
    const asked = new Set(verdicts.flatMap(({ clauses }) => clauses.flatMap(leafPaths)));
    return { rule, said, untried: [...asked].filter((path) => path.startsWith("when.") && !denied.has(path)) };
  });
}

/** A group has parts and nothing of its own to say; a condition that has both is asked as one. */
function leafPaths({ path, wanted, parts }: Clause): string[] {
  return parts && wanted === undefined ? parts.flatMap(leafPaths) : [path];
}
