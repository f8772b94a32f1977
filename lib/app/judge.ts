import { type Action, type Content, jobText } from "../actions/action.ts";
import type { Facts } from "../core/event.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Task, Want } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import { ruleId } from "../core/transitions.ts";
import { becauseText } from "../core/verdict.ts";
import { type CompiledRule, forSeconds } from "../rules/compile.ts";
import type { Live } from "./live.ts";

/** What the rules say on live facts: act with this content within the limits of these rules, or how the run ends. */
export type Judgement =
  | { readonly content: Content; readonly rules: readonly CompiledRule[] }
  | { readonly ends: Outcome };

interface Said {
  readonly rule: CompiledRule;
  /** When the state will have lasted long enough, and the rule's delay will be over. */
  readonly ripeAt: Instant;
}

/**
 * Asks every rule that wants the task again, on live facts. It acts if an enforcing rule says yes; the limits of all
 * that say yes hold; rules that want different things are a matter for a person.
 */
export function judge({ held, action, facts, sight, active }: Live, now: Instant): Judgement {
  const { earlierRuns = 0 } = sight;
  const reasons: string[] = [];
  const yes: Said[] = [];
  for (const want of held.wants) {
    const rule = active.rules.find((one) => one.rule.id === ruleId(want) && one.rule.do.action === want.action);
    if (!rule) {
      reasons.push(`the rule ${ruleId(want)} is gone`);
      continue;
    }
    const { params } = rule.rule.do;
    if (action.means?.(params, facts.job) === false) {
      reasons.push(`${rule.name} is about another job now`);
      continue;
    }
    const verdict = rule.decide(facts, now);
    if (verdict.answer === "yes") {
      const delaySeconds = action.delaySeconds?.(params, earlierRuns) ?? 0;
      yes.push({ rule, ripeAt: sinceOf(want, facts, held) + ((forSeconds(rule.rule) ?? 0) + delaySeconds) * 1000 });
    } else reasons.push(`${verdict.rule} says ${verdict.answer}, ${becauseText(verdict.because)}`);
  }
  if (yes.length === 0) return { ends: { kind: "skipped", reason: reasons.join("; ") || "no rule wants it" } };
  // A rule that only reports must not end the task of one that acts, and whose time has not come.
  const acting = yes.filter(({ rule }) => rule.rule.mode === "enforce");
  const counted = acting.length > 0 ? acting : yes;
  if (counted.every((said) => said.ripeAt > now)) {
    const at = Math.min(...counted.map((said) => said.ripeAt));
    return { ends: { kind: "again", at, why: "wait", reason: "its time has not come yet" } };
  }
  const ripe = yes.filter((said) => said.ripeAt <= now);
  return within(act(ripe, action, facts), facts, earlierRuns);
}

/** Runs by anybody count against `perJob`, people's and GitLab's own too. */
function within(judged: Judgement, { job }: Facts, earlierRuns: number): Judgement {
  if ("ends" in judged) return judged;
  const most = Math.min(...judged.rules.map(({ rule }) => rule.limit.perJob ?? Number.POSITIVE_INFINITY));
  if (earlierRuns < most) return judged;
  const reason = `the limit perJob: ${most} is used up, ${jobText(job)} has had ${earlierRuns} runs before this one`;
  return { ends: { kind: "refused", reason } };
}

function act(ripe: readonly Said[], action: Action, facts: Facts): Judgement {
  const enforcing = ripe.filter(({ rule }) => rule.rule.mode === "enforce");
  const names = (said: readonly Said[]) => said.map(({ rule }) => rule.name).join(", ");
  if (enforcing.length === 0)
    return { ends: { kind: "reported", reason: `${names(ripe)} would have acted, but only reports` } };
  const contents = new Map<string, Content>();
  for (const { rule } of enforcing) {
    const found = action.content(rule.rule.do.params, facts);
    if ("refused" in found) return { ends: { kind: "refused", reason: `${rule.name}: ${found.refused}` } };
    contents.set(JSON.stringify(found.content), found.content);
  }
  const [content] = contents.values();
  if (contents.size !== 1 || !content)
    return {
      ends: {
        kind: "attention",
        reason: `${names(enforcing)} want different things of one job`,
        remedy: "Let only one of them match it, then redrive the task.",
      },
    };
  return { content, rules: ripe.map(({ rule }) => rule) };
}

/** The state began when GitLab says so, else when the event that told of it came, else when the task was planned. */
function sinceOf(want: Want, { job }: Facts, task: Task): Instant {
  return job.since ?? want.since ?? task.createdAt;
}
