import type { Facts } from "../../core/event.ts";
import type { Instant } from "../../core/time.ts";
import { asksOf, type Clause } from "../../core/verdict.ts";
import type { CompiledRule } from "../../rules/compile.ts";
import { findOut } from "../further.ts";
import { classClauses } from "../seen.ts";

type Rule = Pick<CompiledRule, "rule" | "decide">;

const mostCharacters = 64;

/**
 * The kind of failure that a job has to a rule: the failure class that the rule asked for, where one was found; else
 * GitLab's word; else the job's status. At most 64 letters, digits, `_`, `.` and `-`.
 */
export function failureOf(rule: Rule, facts: Facts, now: Instant): string {
  const { failureReason, status } = facts.job;
  const found = classesOf(rule, facts, now).find(({ answer, path }) => answer === "yes" && !isDenied(path));
  return plain(found?.seen ?? failureReason ?? status);
}

/** The facts with what is still lacking to tell the failure class, if the rule asks for one. @throws GitLabError */
export async function findFailure(
  rule: Rule,
  facts: Facts,
  { now, ...further }: Parameters<typeof findOut>[2] & { readonly now: Instant },
): Promise<Facts> {
  return await findOut(facts, (known) => asksOf(classesOf(rule, known, now)), further);
}

function classesOf(rule: Rule, facts: Facts, now: Instant): readonly Clause[] {
  if (!JSON.stringify(rule.rule.when ?? {}).includes('"failureClass"')) return [];
  return rule.decide(facts, now).clauses.flatMap(classClauses);
}

/** What a rule does not want is no kind that it acts on. */
function isDenied(path: string): boolean {
  return path.split(".").includes("not");
}

/** GitLab's word is foreign text, and becomes part of a key. */
function plain(word: string): string {
  return word.slice(0, mostCharacters).replaceAll(/[^\w.-]/g, "_") || "unknown";
}
