import type { CompiledRule } from "../rules/compile.ts";
import { type ActiveRules, only } from "./activeRules.ts";

/**
 * The same rules, without those that do not ask for trigger jobs: `bridge: true` must stand somewhere in `when`, outside of
 * `jobs`, which is about other jobs. No other rule ever acts on one: nobody who wrote `status: failed` had them in mind.
 */
export function forBridges(active: ActiveRules): ActiveRules {
  return only(active, meansBridges);
}

function meansBridges({ rule }: CompiledRule): boolean {
  return rule.when !== undefined && asksForBridges(rule.when);
}

type When = NonNullable<CompiledRule["rule"]["when"]>;

function asksForBridges({ bridge, all = [], any = [], not }: When): boolean {
  return bridge === true || [...all, ...any, ...(not ? [not] : [])].some(asksForBridges);
}
