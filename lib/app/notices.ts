import type { Facts } from "../core/event.ts";
import { channelOf, noticeText, type Tell } from "../core/notice.ts";
import type { Task } from "../core/task.ts";
import { ruleId } from "../core/transitions.ts";
import type { CompiledRule } from "../rules/compile.ts";
import { actsIn } from "../rules/mode.ts";
import { factsFor } from "./given.ts";
import type { Live } from "./live.ts";

const mostTexts = 20;

/** What rules tell people beside what they do, for when it is done. A text that cannot be filled says so and stops nothing. */
export function noticesOf(told: readonly { readonly rule: CompiledRule; readonly facts: Facts }[]): Tell[] {
  const tells = new Map<string, Tell>();
  for (const { rule, facts } of told) {
    const { notify } = rule.rule;
    if (!notify) continue;
    const filled = noticeText(notify.text, facts);
    const text = "text" in filled ? filled.text : `${rule.name} has a text that cannot be told: ${filled.refused}`;
    const tell = { text, ...channelOf(notify) };
    tells.set(JSON.stringify(tell), tell);
  }
  return [...tells.values()].slice(0, mostTexts);
}

/** The same for a call that was found to be done after all: of the rules that it was marked for. */
export function lateNotices(live: Live): Tell[] {
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
