import type { ActionSpec } from "../../core/action.ts";
import type { Store } from "../../core/ports.ts";
import { actsSomewhere } from "../../rules/mode.ts";
import type { Rulebook } from "../../rules/rulebook.ts";
import { kindOf } from "../../rules/trigger.ts";
import { standingRules, textRules } from "../standing.ts";

type Rule = Rulebook["rules"][number];

const mostRules = 100;

/**
 * The rules that a plan is made by, `rule@version`: those that are named, or all that delete on a schedule and act.
 *
 * @throws StoreError when the rules cannot be read
 */
export async function planRules(
  { source, ids }: { readonly source: string; readonly ids?: readonly string[] | undefined },
  { store, actions }: { readonly store: Store; readonly actions: readonly ActionSpec[] },
): Promise<{ readonly names: readonly string[] } | { readonly why: string }> {
  const { version, stored } = await standingRules(store, source);
  const rules = (stored && textRules(stored.rules)?.rules) ?? [];
  const why = ids
    ?.map((id) =>
      whyNot(
        id,
        rules.find((rule) => rule.id === id),
        actions,
      ),
    )
    .find((one) => one !== undefined);
  if (why !== undefined) return { why };
  const meant = ids ?? rules.filter((rule) => whyNot(rule.id, rule, actions) === undefined).map(({ id }) => id);
  if (meant.length === 0) return { why: "no rule deletes anything: none that acts has a schedule and a delete" };
  if (meant.length > mostRules) return { why: `${meant.length} rules delete: a plan is of at most ${mostRules}` };
  return { names: [...new Set(meant)].map((id) => `${id}@${version}`) };
}

function whyNot(id: string, rule: Rule | undefined, actions: readonly ActionSpec[]): string | undefined {
  if (!rule) return `there is no rule ${JSON.stringify(id)}`;
  const action = actions.find(({ name }) => name === rule.do.action);
  if (!action?.destroys) return `the rule ${id} deletes nothing`;
  if (!rule.on.some((trigger) => kindOf(trigger) === "schedule")) return `the rule ${id} goes by no schedule`;
  return actsSomewhere(rule) ? undefined : `the rule ${id} only reports, or is off: nothing that it lists would go`;
}
