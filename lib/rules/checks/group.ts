import { type Answer, allOf, anyOf, type Clause, notOf } from "../../core/verdict.ts";
import type { Check } from "../check.ts";

/** All must hold: the only check itself, or a group of them. */
export function allCheck(path: string, checks: readonly Check[]): Check {
  const [only] = checks;
  return only && checks.length === 1 ? only : groupCheck(path, checks, "all");
}

export function groupCheck(path: string, checks: readonly Check[], kind: "all" | "any"): Check {
  const combine = kind === "all" ? allOf : anyOf;
  return (facts, now) => {
    const parts = checks.map((check) => check(facts, now));
    return { path, answer: combine(parts.map(({ answer }) => answer)), parts };
  };
}

export function notCheck(path: string, check: Check): Check {
  return (facts, now) => {
    const inner = check(facts, now);
    const parts = inner.path === path && inner.parts ? inner.parts : [inner];
    if (inner.answer === "unknown") return { path, answer: "unknown", parts };
    return { path, answer: notOf(inner.answer), ...opposite(inner, path), parts };
  };
}

function opposite({ path, wanted, seen, answer }: Clause, notPath: string): { wanted: string; seen: string } {
  if (wanted === undefined || seen === undefined)
    return { wanted: "no match", seen: answer === "yes" ? "a match" : "none" };
  return { wanted: `not ${path.slice(notPath.length + 1)} ${wanted}`, seen };
}

/**
 * The clause that decides among some that must all hold: the first no, else the first unknown; of a yes the last, which
 * is the most special. Inside a group the part that gave it its answer; a `not` that is known decides itself.
 */
export function deciding(clauses: readonly Clause[], answer: Answer): Clause | undefined {
  const isIt = (clause: Clause) => clause.answer === answer;
  const found = answer === "yes" ? clauses.findLast(isIt) : clauses.find(isIt);
  if (!found?.parts || found.wanted !== undefined) return found;
  return deciding(found.parts, answer) ?? found;
}
