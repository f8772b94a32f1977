import type { ActionSpec } from "../core/action.ts";
import { invariantFaults } from "./invariants/invariantFaults.ts";
import { loopFaults } from "./prove/loopFaults.ts";
import type { Rulebook } from "./rulebook.ts";
import type { Fault } from "./validate.ts";

/**
 * Why rules that can be read must not become the active ones all the same: they might go round in a circle without end,
 * or do what an invariant forbids. Paths begin with `rules` or `invariants` and a position in the whole rulebook.
 */
export function activationFaults(rulebook: Rulebook, actions: readonly ActionSpec[]): readonly Fault[] {
  return [...loopFaults(rulebook), ...invariantFaults(rulebook, actions)];
}
