import type { Action } from "../actions/action.ts";
import { whyGivenRefused } from "../actions/given.ts";
import type { TriggerKind } from "../core/action.ts";
import type { Event, Facts } from "../core/event.ts";
import type { JobStatus } from "../core/job.ts";
import type { Effect } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import type { Clause, Verdict } from "../core/verdict.ts";
import type { CompiledRule } from "../rules/compile.ts";
import type { ActiveRules } from "./activeRules.ts";
import { armVerb } from "./gates/armed.ts";
import { mayCause } from "./given.ts";

/** What a rule says to one job of an event, and what it would do. */
export interface Judged {
  readonly facts: Facts;
  readonly rule: CompiledRule;
  readonly action: Action;
  readonly verdict: Verdict;
}

/** Who asks which rules. */
export interface Door {
  readonly active: Pick<ActiveRules, "candidates" | "ofKinds" | "rule">;
  /** Only rules about events of these kinds. */
  readonly kinds: readonly (Event["kind"] | TriggerKind)[];
  readonly actions: readonly Action[];
  readonly now: Instant;
}

/**
 * What each rule that cares says to a job. Left out are rules which certainly say no, and would have said no to whatever
 * status the job has left since.
 */
export function judgeAtDoor(facts: Facts, door: Door): Judged[] {
  const judged: Judged[] = [];
  for (const rule of door.active.candidates(facts, door.kinds)) judged.push(...judgedBy(rule, facts, door));
  return judged;
}

/** Whether a rule that cares says no to a job. */
export function isDenied(ruleId: string, facts: Facts, door: Door): boolean {
  const rule = door.active.rule(ruleId);
  return rule !== undefined && judgedBy(rule, facts, door).some(isNo);
}

/** What rules that care say no to, job by job and in the rulebook's order, at most `most`. */
export function deniedAtDoor(all: readonly Facts[], most: number, door: Door): Judged[] {
  const denied: Judged[] = [];
  for (const facts of all)
    for (const rule of door.active.ofKinds(door.kinds)) {
      if (denied.length >= most) return denied;
      denied.push(...judgedBy(rule, facts, door).filter(isNo));
    }
  return denied;
}

function isNo({ verdict }: Judged): boolean {
  return verdict.answer === "no";
}

/** What one rule says to a job: nothing where it does not care. */
export function judgedBy(rule: CompiledRule, facts: Facts, { kinds, actions, now }: Door): Judged[] {
  if (!kinds.some((kind) => rule.concerns(kind)) || !mayCause(rule, facts.command)) return [];
  const action = actions.find(({ name }) => name === rule.rule.do.action);
  if (!action || action.means?.(rule.rule.do.params, facts.job) === false) return [];
  return [{ facts, rule, action, verdict: verdictAtDoor(rule, action, facts, now) }];
}

/** The rule's verdict, and no where the verb can do nothing with a job in that state. */
function verdictAtDoor(rule: CompiledRule, action: Action, facts: Facts, now: Instant): Verdict {
  const verdict = rule.decide(facts, now);
  const { status } = facts.job;
  if (verdict.answer === "no") return verdict;
  const refused = whyRefused(rule, action, facts);
  if (refused) return { ...verdict, answer: "no", because: refused };
  if (startsOf(action, facts).includes(status)) return verdict;
  if (facts.job.isIdOnly && verdict.answer === "unknown") return verdict;
  // Of a job of which only the id was heard nobody knows yet what it is.
  const [answer, seen] = facts.job.isIdOnly ? (["unknown", "unknown"] as const) : (["no", status] as const);
  const wanted = `a job that is ${startsOf(action, facts).join(" or ")}`;
  return { ...verdict, answer, because: { path: `do.${action.name}`, answer, wanted, seen } };
}

/** What is armed is waited for. */
function startsOf({ startsFrom, armsFrom }: Action, { command }: Facts): readonly JobStatus[] {
  return command?.verb === armVerb && armsFrom ? armsFrom : startsFrom;
}

/** What a person gave is judged at once, so that the person hears of it; the worker judges it again. */
function whyRefused(rule: CompiledRule, action: Action, facts: Facts): Clause | undefined {
  const { params } = rule.rule.do;
  const refused = whyGivenRefused(action, { params, facts, matches: rule.matches });
  return refused === undefined ? undefined : { path: `do.${action.name}`, answer: "no", wanted: refused };
}

/** The effect that a rule has in mind. */
export function effectOf({ facts, rule, action }: Judged, source: string): Effect {
  return {
    source,
    project: facts.project,
    jobId: facts.job.id,
    verb: action.verb,
    ...(action.andThen && { andThen: action.andThen }),
    ...(action.perRule && { mark: rule.rule.id }),
  };
}
