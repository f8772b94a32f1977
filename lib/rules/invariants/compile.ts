import type { Facts } from "../../core/event.ts";
import type { Instant } from "../../core/time.ts";
import { allOf, becauseText, type Clause } from "../../core/verdict.ts";
import { checksOf, deciding } from "../clauses.ts";
import type { BrokenInvariant, Invariant } from "../invariant.ts";
import { projectsCheck } from "../projects.ts";
import type { Rule } from "../rulebook.ts";
import type { RuleTools } from "../tools.ts";
import { isAgainst, isFree } from "./forbids.ts";

/** An invariant of one rulebook version, ready to be asked. */
export interface CompiledInvariant {
  readonly id: string;
  /** `id@version`. */
  readonly name: string;
  /** Whether it is against a verb, where rules with such requirements want it. */
  forbids(action: string, rules: readonly Pick<Rule, "require">[]): boolean;
  /**
   * Whether it is about a job: a yes and an unknown forbid. Total: where it breaks it is unknown, and `because` says why.
   */
  ask(facts: Facts, now: Instant): Clause & { readonly because: string };
}

type Tools = RuleTools & { readonly onBreak?: (name: string, reason: string) => void };

/** What no rule may do, ready to be asked. One that cannot be read forbids all that it may have meant. */
export function compileInvariants(
  invariants: readonly (Invariant | BrokenInvariant)[],
  version: number,
  tools: Tools,
): readonly CompiledInvariant[] {
  return invariants.map((one) => {
    const { id } = one;
    const name = `${id}@${version}`;
    if ("reason" in one) return broken(one, name);
    return {
      id,
      name,
      forbids: (action, rules) => isAgainst(one.never, action) && !isFree(one, rules),
      ask: asking(one, name, tools),
    };
  });
}

function broken({ id, never, reason }: BrokenInvariant, name: string): CompiledInvariant {
  return {
    id,
    name,
    forbids: (action) => never === undefined || isAgainst(never, action),
    ask: () => unknownClause(id, reason),
  };
}

function unknownClause(id: string, reason: string): ReturnType<CompiledInvariant["ask"]> {
  return { path: `invariants.${id}`, answer: "unknown", because: `it cannot be asked: ${reason}` };
}

function asking({ id, projects, when }: Invariant, name: string, tools: Tools): CompiledInvariant["ask"] {
  let clauses: ((facts: Facts, now: Instant) => readonly Clause[]) | undefined;
  const make = () => {
    const inProjects = projects && projectsCheck(projects);
    const checks = when ? checksOf(when, "when", tools) : [];
    return (facts: Facts, now: Instant) => [
      ...(inProjects ? [inProjects(facts.project)] : []),
      ...checks.map((check) => check(facts, now)),
    ];
  };
  return (facts, now) => {
    try {
      clauses ??= make();
      const parts = clauses(facts, now);
      const answer = allOf(parts.map((part) => part.answer));
      const part = deciding(parts, answer);
      return { path: `invariants.${id}`, answer, parts, because: part ? becauseText(part) : "it is about every job" };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      tools.onBreak?.(name, reason);
      return unknownClause(id, reason);
    }
  };
}
