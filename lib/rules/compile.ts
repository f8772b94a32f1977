import type { Event, Facts, Project } from "../core/event.ts";
import { spanSeconds } from "../core/span.ts";
import { type Instant, instantText } from "../core/time.ts";
import { type Answer, allOf, type Clause, type Verdict } from "../core/verdict.ts";
import { type Check, checksOf, deciding } from "./clauses.ts";
import { projectsCheck } from "./projects.ts";
import { kindOf, type Rule, type Rulebook } from "./rulebook.ts";

/** A rule of one rulebook version, ready to be asked. */
export interface CompiledRule {
  readonly rule: Rule;
  /** `id@version`. */
  readonly name: string;
  /** Whether events of that kind may cause it. */
  concerns(kind: Event["kind"] | "schedule"): boolean;
  /** Whether it is for that project; unknown where only a path that nobody told could tell. */
  concernsProject(project: Project): Answer;
  /**
   * What the rule says to a job, and why. Total and pure: never throws, and the same facts at the same time give the same
   * verdict. `for` is not part of it: see `forSeconds`.
   */
  decide(facts: Facts, now: Instant): Verdict;
}

/** The rules of a rulebook version, in their order. */
export function compileRulebook({ rules }: Rulebook, version: number): readonly CompiledRule[] {
  return rules.map((rule) => compileRule(rule, version));
}

/** How long a rule's state must have lasted, in seconds; `undefined` when it may act at once. */
export function forSeconds(rule: Pick<Rule, "for">): number | undefined {
  return rule.for === undefined ? undefined : spanSeconds(rule.for);
}

function compileRule(rule: Rule, version: number): CompiledRule {
  const name = `${rule.id}@${version}`;
  const kinds = new Set<Event["kind"] | "schedule">(rule.on.map(kindOf));
  const inProjects = projectsCheck(rule.projects);
  const checks: Check[] = [
    ...(rule.mode === "off" ? [offCheck] : []),
    ...(rule.until === undefined ? [] : [untilCheck(rule.until)]),
    ({ project }) => inProjects(project),
    ...(rule.when ? checksOf(rule.when, "when") : []),
  ];
  return {
    rule,
    name,
    concerns: (kind) => kinds.has(kind),
    concernsProject: (project) => inProjects(project).answer,
    decide(facts, now) {
      const clauses = checks.map((check) => check(facts, now));
      const answer = allOf(clauses.map((clause) => clause.answer));
      return { rule: name, answer, because: deciding(clauses, answer) ?? nothing, clauses };
    },
  };
}

const nothing: Clause = { path: "when", answer: "yes" };

function offCheck(): Clause {
  return { path: "mode", answer: "no", wanted: "report or enforce", seen: "off" };
}

function untilCheck(until: string): Check {
  const end = Date.parse(`${until}T00:00:00Z`) + 86_400_000;
  return (_, now) => ({
    path: "until",
    answer: now < end ? "yes" : "no",
    wanted: `a day up to ${until}`,
    seen: Math.abs(now) <= 8.64e15 ? instantText(now) : String(now),
  });
}
