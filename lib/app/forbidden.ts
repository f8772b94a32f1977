import { jobText } from "../actions/action.ts";
import type { Instant } from "../core/time.ts";
import type { Clause } from "../core/verdict.ts";
import type { ActiveRules } from "./activeRules.ts";
import type { Said } from "./said.ts";

/** Rules that want one effect, as far as invariants care. */
type Wanting = Pick<Said, "rule" | "action" | "facts">;

/**
 * Why an invariant forbids what some rules want of one job: it is about such jobs, or it cannot be known that it is not. What
 * one of the rules requires counts for all of them, since all that they require must hold.
 */
export function whyForbidden(wanting: readonly Wanting[], active: ActiveRules, now: Instant): string | undefined {
  for (const { what, clause } of asked(wanting, active, now)) {
    const { answer, because } = clause;
    if (answer === "no") continue;
    const why = answer === "yes" ? because : `it cannot be known that it is about other jobs, ${because}`;
    return `the invariant ${what}: ${why}`;
  }
  return undefined;
}

/** What invariants say of it, with what a look must find out before they can. */
export function forbiddingClauses(wanting: readonly Wanting[], active: ActiveRules, now: Instant): readonly Clause[] {
  return asked(wanting, active, now).map(({ clause }) => clause);
}

function asked(wanting: readonly Wanting[], active: ActiveRules, now: Instant) {
  const rules = wanting.map(({ rule }) => rule.rule);
  return active.invariants.flatMap(({ id, forbids, ask }) =>
    wanting
      .filter(({ action }) => forbids(action.name, rules))
      .map(({ action, facts }) => ({
        what: `${id} forbids to ${action.name} ${jobText(facts.job)}`,
        clause: ask(facts, now),
      })),
  );
}
