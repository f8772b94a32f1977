import type { TriggerKind } from "../core/action.ts";
import type { Event, Facts, Project } from "../core/event.ts";
import { spanSeconds } from "../core/span.ts";
import { type Instant, instantText } from "../core/time.ts";
import { type Answer, allOf, type Clause, type Verdict } from "../core/verdict.ts";
import type { Check } from "./check.ts";
import { checksOf, deciding } from "./clauses.ts";
import { type BrokenRule, nobodysRule } from "./opened.ts";
import { projectsCheck } from "./projects.ts";
import type { Rule, Rulebook } from "./rulebook.ts";
import { textTest } from "./text.ts";
import type { RuleTools } from "./tools.ts";
import { kindOf } from "./trigger.ts";

/** A rule of one rulebook version, ready to be asked. */
export interface CompiledRule {
  readonly rule: Rule;
  /** `id@version`. */
  readonly name: string;
  /** Whether events of that kind may cause it. */
  concerns(kind: Event["kind"] | TriggerKind): boolean;
  /** Whether it is for that project; unknown where only a path that nobody told could tell. */
  concernsProject(project: Project): Answer;
  /**
   * What the rule says to a job, and why. Total and pure: never throws, and the same facts at the same time give the same
   * verdict. `for` is not part of it: see `forSeconds`. A rule that breaks says no, and why.
   */
  decide(facts: Facts, now: Instant): Verdict;
  /** Whether a text as a whole is as a regular expression of the rule's wants it; one that cannot be read matches nothing. */
  matches(pattern: string, text: string): boolean;
  /** Why it is set aside as a whole: it could not be read or compiled. Nothing causes it, and to everything it says no. */
  readonly setAside?: string;
}

/** Told of a rule that broke, by its `id@version`: each time that it does. */
export type OnBreak = (rule: string, reason: string) => void;

/** The rules of a rulebook version, in their order. */
export function compileRulebook(
  { rules }: Pick<Rulebook, "rules">,
  version: number,
  tools: RuleTools & { readonly onBreak?: OnBreak } = {},
): readonly CompiledRule[] {
  return rules.map((rule) => compileRule(rule, version, tools));
}

/** How long a rule's state must have lasted, in seconds; `undefined` when it may act at once. */
export function forSeconds(rule: Pick<Rule, "for">): number | undefined {
  return rule.for === undefined ? undefined : spanSeconds(rule.for);
}

/** One rule, ready to be asked; one that breaks is set aside, so that the others decide as before. Never throws. */
export function compileRule(
  rule: Rule | BrokenRule,
  version: number,
  tools: RuleTools & { readonly onBreak?: OnBreak },
): CompiledRule {
  const name = `${rule.id}@${version}`;
  const { onBreak = () => {} } = tools;
  const aside = (broken: BrokenRule): CompiledRule => {
    const { reason } = broken;
    onBreak(name, reason);
    const decide = () => brokenVerdict(name, reason);
    const nobodys = { concerns: () => false, concernsProject: () => "no" as const };
    return { rule: nobodysRule(broken), name, ...nobodys, decide, matches: () => false, setAside: reason };
  };
  if ("reason" in rule) return aside(rule);
  try {
    return total(compiled(rule, name, tools), onBreak);
  } catch (error) {
    return aside({ id: rule.id, action: rule.do.action, reason: messageOf(error) });
  }
}

/** The rule, but that it says no, and that nothing matches, where it would throw. */
function total(rule: CompiledRule, onBreak: OnBreak): CompiledRule {
  const broke = (error: unknown): string => {
    const reason = messageOf(error);
    onBreak(rule.name, reason);
    return reason;
  };
  return {
    ...rule,
    decide(facts, now) {
      try {
        return rule.decide(facts, now);
      } catch (error) {
        return brokenVerdict(rule.name, broke(error));
      }
    },
    matches(pattern, text) {
      try {
        return rule.matches(pattern, text);
      } catch (error) {
        broke(error);
        return false;
      }
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function brokenVerdict(rule: string, reason: string): Verdict {
  const because = {
    path: "rule",
    answer: "no",
    wanted: "a rule that can be asked",
    seen: `set aside: ${reason}`,
  } as const;
  return { rule, answer: "no", because, clauses: [because] };
}

function compiled(rule: Rule, name: string, tools: RuleTools): CompiledRule {
  const kinds = new Set<Event["kind"] | TriggerKind>(rule.on.map(kindOf));
  const inProjects = projectsCheck(rule.projects);
  const checks: Check[] = [
    ...(rule.mode === "off" ? [offCheck] : []),
    ...(rule.until === undefined ? [] : [untilCheck(rule.until)]),
    ({ project }) => inProjects(project),
    ...(rule.when ? checksOf(rule.when, "when", tools) : []),
  ];
  return {
    rule,
    name,
    concerns: (kind) => kinds.has(kind),
    concernsProject: (project) => inProjects(project).answer,
    matches: (pattern, text) => textTest([{ matches: pattern }], tools.readRegex)(text) === "yes",
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
