import type { Invariant } from "../invariant.ts";
import type { Rule } from "../rulebook.ts";

/** What a verb does beside what its own name says: whoever forbids the part forbids the whole. */
const madeOf: Readonly<Record<string, readonly string[]>> = {
  restart: ["cancel", "retry"],
  erase: ["deleteArtifacts"],
};

/** Whether an invariant is against a verb, by its name or by what it does. */
export function isAgainst(never: readonly string[], action: string): boolean {
  return [action, ...(madeOf[action] ?? [])].some((verb) => never.includes(verb));
}

/**
 * Whether what some rules of one effect require is all that an invariant asks for; without `unless` nothing is. All that
 * they require must hold, so each part may be another rule's; but one person may count for several rules, so that numbers of
 * people do not add up.
 */
export function isFree({ unless }: Pick<Invariant, "unless">, rules: readonly Pick<Rule, "require">[]): boolean {
  if (!unless) return false;
  const { approvals, calendar } = unless;
  return (
    (approvals === undefined || rules.some((rule) => othersNeeded(rule) >= approvals)) &&
    (calendar === undefined || rules.some(({ require }) => require?.calendar === calendar))
  );
}

/** How many people a rule requires of whom none is the author: where the author may be one of them, it is sure of none. */
function othersNeeded({ require }: Pick<Rule, "require">): number {
  const { count = 0, notAuthor = true } = require?.approvals ?? {};
  return notAuthor ? count : 0;
}
