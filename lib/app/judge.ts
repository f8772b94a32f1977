import { type Action, type Content, jobText } from "../actions/action.ts";
import { whyGivenRefused } from "../actions/given.ts";
import type { Facts } from "../core/event.ts";
import { causesRun } from "../core/limit.ts";
import type { Ask } from "../core/looked.ts";
import type { Tell } from "../core/notice.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Want } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import { asksOf, becauseText, type Verdict } from "../core/verdict.ts";
import type { CompiledRule } from "../rules/compile.ts";
import { waitForCalendars } from "./calendars.ts";
import { forbiddingClauses, whyForbidden } from "./forbidden.ts";
import { isGate } from "./gates/needs.ts";
import type { GateChange } from "./gates/stand.ts";
import type { Live } from "./live.ts";
import { noticesOf } from "./notices.ts";
import { askRule, isEnforcing, type Said } from "./said.ts";

/** What the rules say on live facts: act with this content within the limits of these rules, or how the run ends. */
export type Judgement =
  | {
      readonly content: Content;
      readonly rules: readonly CompiledRule[];
      /** What is done; missing: what was looked for. */
      readonly action?: Action;
      /** What people are told once it is done. */
      readonly texts?: readonly Tell[];
      /** How the run ends where a calendar has closed until then. */
      readonly closedAt?: (now: Instant) => Outcome | undefined;
      /** It stands at a gate, which may not let it through: see `standAtGate`. Once it may pass, what is noted with the mark. */
      readonly gate?: "asked" | GateChange;
    }
  /** `gate`: what is noted of the gate that it stands at. */
  | { readonly ends: Outcome; readonly gate?: GateChange };

/**
 * Asks every rule that wants the task again, on live facts. It acts if an enforcing rule says yes; the limits of all such
 * rules hold; rules that want different things are a matter for a person.
 */
export function judge(live: Live, now: Instant): Judgement {
  const { held, facts, sight } = live;
  const answers = held.wants.map((want) => askRule(want, live, now));
  // What cannot be known before its time may be known then.
  const may = answers.filter((one) => "rule" in one).filter((one) => isYes(one) || one.ripeAt > now);
  if (may.length === 0) {
    const reasons = answers.map((one) => ("gone" in one ? one.gone : noText(one.verdict)));
    const kind = answers.some((one) => "gone" in one && one.isBarred) ? "refused" : "skipped";
    return { ends: { kind, reason: reasons.join("; ") || "no rule wants it" } };
  }
  // A rule that only reports must not end the task of one that acts, and whose time has not come.
  const acting = may.filter((said) => isEnforcing(said, live));
  const counted = acting.length > 0 ? acting : may;
  if (counted.every((said) => said.ripeAt > now)) {
    const at = Math.min(...counted.map((said) => said.ripeAt));
    return { ends: { kind: "again", at, why: "wait", reason: "its time has not come yet" } };
  }
  const ripe = may.filter((said) => said.ripeAt <= now);
  const judged = within(act(ripe, live, now), facts, sight.earlierRuns ?? 0);
  // What would be refused at the opening is refused now.
  const isMeant = "content" in judged || judged.ends.kind === "reported";
  const rules = bindingRules(ripe, live);
  const closedAt = (at: Instant) => waitForCalendars(rules, live.active, at);
  // What was armed may be disarmed until it is marked, as what waits for people may be rejected; a no outlives its rules.
  const { armed, closed: shut } = live.gate?.gate ?? {};
  const standsAtGate = "content" in judged && (isGate(judged.rules) || armed !== undefined || shut !== undefined);
  if (standsAtGate && live.gate) return { ...judged, closedAt, gate: "asked" };
  const closed = isMeant ? closedAt(now) : undefined;
  if (closed) return { ends: closed };
  if (!("content" in judged)) return judged;
  const needs = rules.find(({ rule }) => rule.require?.approvals !== undefined);
  if (!needs) return { ...judged, closedAt };
  const reason = `${needs.name} waits for approvals`;
  return { ends: { kind: "again", at: now + gateMillis, why: "wait", reason } };
}

/** When somebody looks again at a gate whose approvals were not asked for. */
const gateMillis = 3_600_000;

/** Those whose calendars must be open: all that act, or where none does all that only report. */
function bindingRules(ripe: readonly Said[], live: Live): readonly CompiledRule[] {
  const enforcing = ripe.filter((said) => isEnforcing(said, live));
  return (enforcing.length > 0 ? enforcing : ripe).map(({ rule }) => rule);
}

/**
 * What a look must find out before the rules whose time has come can decide, cheapest first; of those that say yes, what the
 * invariants need to know.
 *
 * @param wants of which rules; default: of all
 */
export function asksFor(live: Live, now: Instant, wants: readonly Want[] = live.held.wants): readonly Ask[] {
  const answers = wants.map((want) => askRule(want, live, now)).filter((one) => "rule" in one);
  const ripe = answers.filter(({ ripeAt }) => ripeAt <= now);
  const open = ripe.filter(({ verdict }) => verdict.answer === "unknown").flatMap(({ verdict }) => verdict.clauses);
  const wanted = ripe.filter(isYes).flatMap((said) => forbiddingClauses([said], live.active, now));
  return asksOf([...open, ...wanted]);
}

/** Whether a rule that acts says yes by what is known so far. */
export function isWanted(live: Live, now: Instant): boolean {
  return wantingRules(live, now).length > 0;
}

/** The names of the rules that act and say yes by what is known so far. */
export function wantingRules(live: Live, now: Instant): readonly string[] {
  const answers = live.held.wants.map((want) => askRule(want, live, now)).filter((one) => "rule" in one);
  const acting = answers.filter((one) => isYes(one) && one.ripeAt <= now && isEnforcing(one, live));
  return acting.map(({ rule }) => rule.name);
}

function isYes({ verdict }: Said): boolean {
  return verdict.answer === "yes";
}

function noText({ rule, answer, because }: Verdict): string {
  return `${rule} says ${answer}, ${becauseText(because)}`;
}

/** Runs by anybody count against `perJob`, people's and GitLab's own too. */
function within(judged: Judgement, { job }: Facts, earlierRuns: number): Judgement {
  if ("ends" in judged || (judged.action && !causesRun(judged.action))) return judged;
  const most = Math.min(...judged.rules.map(({ rule }) => rule.limit.perJob ?? Number.POSITIVE_INFINITY));
  if (earlierRuns < most) return judged;
  const names = judged.rules.filter(({ rule }) => rule.limit.perJob === most).map(({ name }) => name);
  const reason = `${names.join(", ")}: the limit perJob: ${most} is used up, ${jobText(job)} has had ${earlierRuns} runs before this one`;
  return { ends: { kind: "refused", reason } };
}

function act(ripe: readonly Said[], live: Live, now: Instant): Judgement {
  const { active } = live;
  const enforcing = ripe.filter((said) => isEnforcing(said, live));
  if (enforcing.length === 0) {
    const forbidden = whyForbidden(ripe, active, now);
    const though = forbidden === undefined ? "" : `; acting, it would be refused: ${forbidden}`;
    return { ends: { kind: "reported", reason: `${reportText(ripe)}${though}` } };
  }
  const plans = new Map<string, { readonly action: Action; readonly content: Content }>();
  for (const { rule, action, facts } of enforcing) {
    const found = contentOf(rule, action, facts);
    if ("refused" in found) return { ends: { kind: "refused", reason: `${rule.name}: ${found.refused}` } };
    plans.set(JSON.stringify([action.name, found.content]), { action, content: found.content });
  }
  const [plan] = plans.values();
  if (plans.size !== 1 || !plan)
    return {
      ends: {
        kind: "attention",
        reason: `${namesOf(enforcing)} want different things of one job`,
        remedy: "Let only one of them match it, then redrive the task.",
      },
    };
  const forbidden = whyForbidden(enforcing, active, now);
  if (forbidden !== undefined) return { ends: { kind: "refused", reason: `${namesOf(enforcing)}: ${forbidden}` } };
  const { text, channel } = plan.content;
  const itself = text === undefined ? [] : [{ text, ...(channel !== undefined && { channel }) }];
  const texts = [...itself, ...noticesOf(enforcing)];
  // As with calendars: what only reports neither acts nor keeps others from acting.
  return { ...plan, rules: [...new Set(enforcing.map(({ rule }) => rule))], texts };
}

/** What the call would carry, or why it cannot. */
export function contentOf(rule: CompiledRule, action: Action, facts: Facts): ReturnType<Action["content"]> {
  const { params } = rule.rule.do;
  const { matches } = rule;
  const refused = whyGivenRefused(action, { params, facts, matches });
  return refused === undefined ? action.content(params, facts, matches) : { refused };
}

/** What would have been done, and why a rule that acts elsewhere, or later, does nothing here. */
function reportText(ripe: readonly Said[]): string {
  const whys = ripe.map(({ rule: { rule, name }, isFirst }) => {
    if (isFirst) return `; it is ${name}'s first cycle here: what that finds is only told, and the next cycle acts`;
    if (typeof rule.mode === "string") return "";
    return `; ${name} acts in ${rule.mode.enforce} of the projects only, not in this one`;
  });
  return `${namesOf(ripe)} would have acted, but only reports${[...new Set(whys)].join("")}`;
}

function namesOf(said: readonly Said[]): string {
  return [
    ...new Set(
      said.map(({ rule, facts: { command } }) => (command ? `${rule.name} for ${command.by.username}` : rule.name)),
    ),
  ].join(", ");
}
