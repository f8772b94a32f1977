import type { ActionSpec } from "../../core/action.ts";
import { asksForBridges } from "../bridges.ts";
import type { Rule } from "../rulebook.ts";
import type { Region } from "./overlap.ts";

/** What a rule can reach: what it says itself, and where its verb can start at all. */
export function reachOf(
  rule: Pick<Rule, "projects" | "when" | "do">,
  actions: readonly ActionSpec[],
): readonly Region[] {
  const { projects, when } = rule;
  const isForBridges = when !== undefined && asksForBridges(when);
  return [
    { projects, ...(when && { when }) },
    ...verbReach(rule.do, actions),
    ...(isForBridges ? [] : [{ when: { bridge: false } }]),
  ];
}

/** What its verb leaves out by itself. */
function verbReach({ action, params }: Rule["do"], actions: readonly ActionSpec[]): readonly Region[] {
  const spec = actions.find(({ name }) => name === action);
  const { startsFrom } = spec ?? {};
  return [
    ...(startsFrom ? [{ when: { status: startsFrom.filter((status) => status !== "other") } }] : []),
    ...(action === "play" && typeof params.job === "string" ? [{ when: { name: [params.job] } }] : []),
    // See `whySpared` of lib/actions/spared.ts.
    ...(spec?.destroys && params.includeTags !== true ? [{ when: { tag: false } }] : []),
  ];
}
