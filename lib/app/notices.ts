import type { Facts } from "../core/event.ts";
import { noticeText } from "../core/notice.ts";
import type { Task } from "../core/task.ts";
import { ruleId } from "../core/transitions.ts";
import type { CompiledRule } from "../rules/compile.ts";
import { actsIn } from "../rules/mode.ts";
import { factsFor } from "./given.ts";
import type { Live } from "./live.ts";

const mostTexts = 20;

/** What rules tell people beside what they do, for when it is done. A text that cannot be filled says so and stops nothing. */
export function noticesOf(told: readonly { readonly rule: CompiledRule; readonly facts: Facts }[]): string[] {
  const texts = told.flatMap(({ rule: { name, rule }, facts }) => {
    if (!rule.notify) return [];
    const filled = noticeText(rule.notify.text, facts);
    return "text" in filled ? [filled.text] : [`${name} has a text that cannot be told: ${filled.refused}`];
  });
  return [...new Set(texts)].slice(0, mostTexts);
}

/** The same for a call that was found to be done after all: of the rules that it was marked for. */
export function lateNotices(live: Live): string[] {
  const ids = marksOf(live.held);
  const wants = live.held.wants.filter((want) => ids.has(ruleId(want)));
  return noticesOf(
    wants.flatMap((want) => {
      const rule = live.active.rule(ruleId(want));
      return rule && actsIn(rule.rule, live.facts.project) ? [{ rule, facts: factsFor(want, live) }] : [];
    }),
  );
}

function marksOf({ snapshot }: Task): ReadonlySet<string> {
  const names = String(snapshot?.rules ?? "").split(" ");
  return new Set(names.map((rule) => ruleId({ rule })));
}
