import type { Action } from "../actions/action.ts";
import type { Event, Facts } from "../core/event.ts";
import type { Effect } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import type { Verdict } from "../core/verdict.ts";
import type { CompiledRule } from "../rules/compile.ts";

/** What a rule says to one job of an event, and what it would do. */
export interface Judged {
  readonly facts: Facts;
  readonly rule: CompiledRule;
  readonly action: Action;
  readonly verdict: Verdict;
}

/** What each rule that cares about events of these kinds says to a job. */
export function judgeAtDoor(
  facts: Facts,
  kinds: readonly Event["kind"][],
  { rules, actions, now }: { rules: readonly CompiledRule[]; actions: readonly Action[]; now: Instant },
): Judged[] {
  return rules
    .filter((rule) => kinds.some((kind) => rule.concerns(kind)))
    .flatMap((rule) => {
      const action = actions.find(({ name }) => name === rule.rule.do.action);
      if (!action || action.means?.(rule.rule.do.params, facts.job) === false) return [];
      return [{ facts, rule, action, verdict: verdictAtDoor(rule, action, facts, now) }];
    });
}

/** The rule's verdict, and no where the verb can do nothing with a job in that state. */
function verdictAtDoor(rule: CompiledRule, action: Action, facts: Facts, now: Instant): Verdict {
  const verdict = rule.decide(facts, now);
  const { status } = facts.job;
  if (verdict.answer === "no" || action.startsFrom.includes(status)) return verdict;
  const because = {
    path: `do.${action.name}`,
    answer: "no" as const,
    wanted: `a job that is ${action.startsFrom.join(" or ")}`,
    seen: status,
  };
  return { ...verdict, answer: "no", because };
}

/** The effect that a rule has in mind. */
export function effectOf({ facts, action }: Judged, source: string): Effect {
  return {
    source,
    project: facts.project,
    jobId: facts.job.id,
    verb: action.verb,
    ...(action.andThen && { andThen: action.andThen }),
  };
}
