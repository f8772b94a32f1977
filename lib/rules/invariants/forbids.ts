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

/** Whether what some rules require together is all that an invariant asks for; without `unless` nothing is. */
export function isFree({ unless }: Pick<Invariant, "unless">, rules: readonly Pick<Rule, "require">[]): boolean {
  // No rule of this version can require approvals: lib/rules/require.ts
  if (!unless || unless.approvals !== undefined) return false;
  return rules.some(({ require }) => require?.calendar !== undefined && require.calendar === unless.calendar);
}
