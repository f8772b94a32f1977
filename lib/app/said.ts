import type { Action } from "../actions/action.ts";
import { actionNamed } from "../actions/index.ts";
import type { Facts } from "../core/event.ts";
import type { Want } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import { ruleId } from "../core/transitions.ts";
import type { Verdict } from "../core/verdict.ts";
import { type CompiledRule, forSeconds } from "../rules/compile.ts";
import { actsIn } from "../rules/mode.ts";
import { whyUnarmed } from "./gates/armed.ts";
import { factsFor, mayCause } from "./given.ts";
import type { Live } from "./live.ts";
import { whyUnlisted } from "./plans/listed.ts";
import { isOfFirstCycle } from "./swept.ts";

/** What a rule says that wants a task. */
export interface Said {
  readonly rule: CompiledRule;
  /** What it would do: a cancel and a restart are wanted of one task. */
  readonly action: Action;
  /** As its want sees them. */
  readonly facts: Facts;
  readonly verdict: Verdict;
  /** When the state will have lasted long enough, and the rule's delay will be over. */
  readonly ripeAt: Instant;
  /** It acts here, but found the job on its first way through the project: its yes is only reported, and at once. */
  readonly isFirst: boolean;
}

/** A rule that has nothing to say; `isBarred`: because whoever said so may not do it himself. */
export interface Gone {
  readonly gone: string;
  readonly isBarred?: true;
}

/** What the rule behind a want says now: a no counts as its time having come. */
export function askRule(want: Want, live: Live, now: Instant): Said | Gone {
  const { held, sight, active } = live;
  const rule = active.rule(ruleId(want));
  if (!rule || rule.rule.do.action !== want.action) return { gone: `the rule ${ruleId(want)} is gone` };
  const facts = factsFor(want, live);
  const action = actionNamed(want.action, live.action);
  if (!action) return { gone: `${rule.name} means another effect` };
  const unarmed = whyUnarmed(want, live, now);
  if (unarmed !== undefined) return { gone: unarmed };
  const why = whyUnlisted(rule, want, live) ?? whyNothing(rule, { action, facts, live });
  if (why !== undefined) return { gone: `${rule.name} ${why}` };
  const barred = want.given && live.barred?.get(want.given);
  if (barred !== undefined)
    return { gone: `${rule.name} does nothing for whom GitLab would refuse: ${barred}`, isBarred: true };
  const verdict = rule.decide(facts, now);
  const marked = want.since ?? held.createdAt;
  const isFirst =
    action.destroys === true &&
    actsIn(rule.rule, facts.project) &&
    isOfFirstCycle(rule, want, { marked, swept: live.swept });
  const said = { rule, action, facts, verdict, isFirst };
  if (verdict.answer === "no" || isFirst) return { ...said, ripeAt: now };
  const delaySeconds = action.delaySeconds?.(rule.rule.do.params, sight.earlierRuns ?? 0) ?? 0;
  const waitSeconds = (forSeconds(rule.rule) ?? 0) + delaySeconds;
  // The state began when GitLab says so, else when the event that told of it came, else when the task was planned; a
  // quarantine when the job was marked.
  const since = action.destroys ? undefined : facts.job.since;
  return { ...said, ripeAt: (since ?? marked) + waitSeconds * 1000 };
}

/** Why a rule has nothing to say here, whatever it asks for. */
function whyNothing(
  rule: CompiledRule,
  { action, facts, live }: { action: Action; facts: Facts; live: Live },
): string | undefined {
  const { params } = rule.rule.do;
  const { job, command } = facts;
  if (!mayCause(rule, command)) return command ? `knows no command ${command.verb}` : "waits for a command";
  if (action.means?.(params, job) === false) return "is about another job now";
  if (action !== live.action && !action.startsFrom.includes(job.status))
    return `cannot ${action.name} a ${job.status} job`;
  return action.whyNot?.(params, live.sight);
}

/** Whether a rule's yes lets anybody act. */
export function isEnforcing(
  { rule, isFirst }: Pick<Said, "rule" | "isFirst">,
  { facts }: Pick<Live, "facts">,
): boolean {
  return actsIn(rule.rule, facts.project) && !isFirst;
}
