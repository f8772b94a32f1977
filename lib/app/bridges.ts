import { asksForBridges } from "../rules/bridges.ts";
import { type ActiveRules, only } from "./activeRules.ts";

/** The same rules, without those that do not ask for trigger jobs. */
export function forBridges(active: ActiveRules): ActiveRules {
  return only(active, ({ rule }) => rule.when !== undefined && asksForBridges(rule.when));
}
