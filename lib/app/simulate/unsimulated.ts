import type { CompiledRule } from "../../rules/compile.ts";
import { kindOf } from "../../rules/trigger.ts";

/** A rule of which recorded events tell nothing, or not all, and why. */
export interface Unsimulated {
  readonly rule: string;
  readonly why: string;
  /** What its events cause is simulated; this is not. */
  readonly partly?: true;
}

/** Conditions that come true between two events. */
const timed = new Set(["age", "queuedFor", "ranFor", "artifacts"]);

/** Which rules a simulation leaves out, wholly or in part. */
export function unsimulated(rules: readonly CompiledRule[]): readonly Unsimulated[] {
  return rules.flatMap(({ rule, setAside }): readonly Unsimulated[] => {
    const { id, mode } = rule;
    if (setAside !== undefined) return [{ rule: id, why: `it is set aside: ${setAside}` }];
    if (mode === "off") return [];
    const kinds = new Set(rule.on.map(kindOf));
    const others = [
      ...(kinds.has("schedule") ? ["by schedule: what a sweep finds is not recorded"] : []),
      ...(kinds.has("deployment")
        ? ["by deployment: its hooks tell only which job it is, and what no worker looked at is not known"]
        : []),
      ...(kinds.has("command") ? ["by command: what people say in chat is not recorded"] : []),
    ];
    const isHeard = kinds.has("job") || kinds.has("pipeline") || kinds.has("deployment");
    const moving = isHeard && rule.when ? mentioned(rule.when) : undefined;
    if (moving !== undefined)
      others.push(`\`${moving}\` comes true between events: what only the patrol would find is not recorded`);
    return others.map((why) => ({ rule: id, why, ...(isHeard && { partly: true }) }));
  });
}

/** The first such condition in a map of conditions, groups included. */
function mentioned(when: object): string | undefined {
  for (const [key, value] of Object.entries(when)) {
    if (timed.has(key) && value !== "present" && value !== "absent") return key;
    const below =
      key === "all" || key === "any" ? (value as readonly object[]) : key === "not" ? [value as object] : [];
    for (const one of below) {
      const found = mentioned(one);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
