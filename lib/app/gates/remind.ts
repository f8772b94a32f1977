import { jobText } from "../../actions/action.ts";
import type { Facts } from "../../core/event.ts";
import type { Gate } from "../../core/gate.ts";
import { noticeText, toldText } from "../../core/notice.ts";
import { spanSeconds, spanText } from "../../core/span.ts";
import { type Instant, instantText } from "../../core/time.ts";
import type { CompiledRule } from "../../rules/compile.ts";

/** What people are told of a gate now, and the gate that has told it: both are written together, or neither. */
export interface Told {
  readonly gate: Gate;
  readonly texts: readonly string[];
}

/**
 * What a gate that waits tells at this moment: that it waits, each time that the shortest `remind` of its rules is over, and
 * once each of their `escalate`. What was due while nobody looked is told once. Its `waitsFor` is what it says.
 */
export function toldNow(
  gate: Gate,
  { rules, facts }: { readonly rules: readonly CompiledRule[]; readonly facts: Facts },
  now: Instant,
): Told {
  const remindAt = nextReminder(gate, rules);
  const isTime = remindAt !== undefined && remindAt <= now;
  const late = escalations(gate, rules).filter(({ at }) => at <= now);
  if (!isTime && late.length === 0) return { gate, texts: [] };
  const waits = waitsText(gate, facts, now);
  const texts = [
    ...(isTime ? [toldText(`${waits}; ${untilText(gate)}`)] : []),
    ...late.map(({ rule }) => escalationText(rule, waits, facts)),
  ];
  return {
    gate: {
      ...gate,
      ...(isTime && { reminded: { at: now, times: (gate.reminded?.times ?? 0) + 1 } }),
      ...(late.length > 0 && { escalatedAt: now }),
    },
    texts: [...new Set(texts)],
  };
}

/** When a gate next has something to tell, behind `now`; `undefined`: never. */
export function nextMoment(gate: Gate, rules: readonly CompiledRule[], now: Instant): Instant | undefined {
  const remindAt = nextReminder(gate, rules);
  const moments = [...(remindAt === undefined ? [] : [remindAt]), ...escalations(gate, rules).map(({ at }) => at)];
  const ahead = moments.filter((at) => at > now);
  return ahead.length === 0 ? undefined : Math.min(...ahead);
}

function nextReminder({ openedAt, reminded }: Gate, rules: readonly CompiledRule[]): Instant | undefined {
  const spans = rules.flatMap(({ rule: { require } }) => spanMillis(require?.remind));
  return spans.length === 0 ? undefined : (reminded?.at ?? openedAt) + Math.min(...spans);
}

/** Those that were not told yet, each with its moment. */
function escalations({ openedAt, escalatedAt = openedAt }: Gate, rules: readonly CompiledRule[]) {
  return rules
    .flatMap((rule) => spanMillis(rule.rule.require?.escalate?.after).map((span) => ({ rule, at: openedAt + span })))
    .filter(({ at }) => at > escalatedAt);
}

function spanMillis(text: string | undefined): number[] {
  const seconds = text === undefined ? undefined : spanSeconds(text);
  return seconds === undefined ? [] : [seconds * 1000];
}

function waitsText({ openedAt, waitsFor, ref }: Gate, { project, job }: Facts, now: Instant): string {
  const where = project.path ?? `project ${project.id}`;
  const of = ref === undefined ? "" : ` of ${ref}`;
  return `${jobText(job)}${of} in ${where} has waited for ${spanText((now - openedAt) / 1000)}: ${waitsFor}`;
}

function untilText({ expiresAt }: Gate): string {
  return expiresAt === undefined ? "it does not expire" : `it is given up at ${instantText(expiresAt)}`;
}

function escalationText({ name, rule }: CompiledRule, waits: string, facts: Facts): string {
  const text = rule.require?.escalate?.text;
  if (text === undefined) return toldText(waits);
  const filled = noticeText(text, facts);
  return "text" in filled ? filled.text : `${name} has a text that cannot be told: ${filled.refused}`;
}
