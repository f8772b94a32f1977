import type { Action } from "../../actions/action.ts";
import { actions } from "../../actions/index.ts";
import { GitLabError } from "../../core/errors.ts";
import type { Facts } from "../../core/event.ts";
import { asksOf, type Clause, type Verdict } from "../../core/verdict.ts";
import type { CompiledRule } from "../../rules/compile.ts";
import { forbiddingClauses } from "../forbidden.ts";
import { findOut } from "../further.ts";
import type { Question, Site } from "./site.ts";

/** A rule with what it says to the job, and the action that it means; missing where this version knows none. */
export interface Asked {
  readonly rule: CompiledRule;
  readonly verdict: Verdict;
  readonly action?: Action;
}

/**
 * What rules say to a job, once all that any of them asks for is found out, where GitLab can be asked.
 *
 * @param notes told what could not be found out
 */
export async function askRules(
  rules: readonly CompiledRule[],
  { facts, at }: Pick<Question, "facts" | "at">,
  { gitlab, active, notes }: Pick<Site, "gitlab" | "active"> & { notes: Set<string> },
): Promise<{ readonly facts: Facts; readonly asked: readonly Asked[] }> {
  const mayMiss = (_: Facts, error: unknown) => {
    if (!(error instanceof GitLabError)) return false;
    notes.add(`what a rule asks for stays unknown: ${error.message}. ${error.advice}`);
    return true;
  };
  const open = (known: Facts): readonly Clause[] =>
    rules.flatMap((rule) => {
      const { verdict, action } = askedOf(rule, known, at);
      if (verdict.answer === "unknown") return verdict.clauses;
      return verdict.answer === "yes" && action ? forbiddingClauses([{ rule, action, facts: known }], active, at) : [];
    });
  const found = gitlab ? await findOut(facts, (known) => asksOf(open(known)), { gitlab, mayMiss }) : facts;
  return { facts: found, asked: rules.map((rule) => askedOf(rule, found, at)) };
}

function askedOf(rule: CompiledRule, facts: Facts, at: number): Asked {
  const verdict = rule.decide(facts, at);
  const action = actions.find(({ name }) => name === rule.rule.do.action);
  if (!action) return { rule, verdict };
  const { params } = rule.rule.do;
  if (verdict.answer === "no" || action.means?.(params, facts.job) !== false) return { rule, verdict, action };
  const because: Clause = {
    path: `do.${action.name}.job`,
    answer: "no",
    wanted: String(params.job),
    seen: facts.job.name,
  };
  return { rule, action, verdict: { ...verdict, answer: "no", because, clauses: [...verdict.clauses, because] } };
}
