import { planHash } from "../../core/planHash.ts";
import type { Write } from "../../core/ports.ts";
import { isOver, noTotals, type PlanPart, planHeadKey, planListKey, type SweepPlan } from "../../core/sweepPlan.ts";
import { addTotals } from "./totals.ts";

/**
 * A plan whose parts are all known: it has its totals and its hash, and waits for a person. One that lists nothing is done.
 *
 * @param parts all of them, none `open`
 */
export function sealed({ listing: _, ...plan }: SweepPlan, parts: readonly PlanPart[]): SweepPlan {
  const totals = parts.map((part) => part.totals).reduce(addTotals, noTotals);
  const state = totals.jobs > 0 ? "ready" : "done";
  return { ...plan, state, totals, hash: planHash({ ...plan, totals }, parts) };
}

/** The head as it shall be, in the place of the one that was read; one that is over leaves the list of the open ones. */
export function headWrites(plan: SweepPlan, seen: string): Write[] {
  const { source, id, state } = plan;
  const head: Write = { note: planHeadKey(source, id), value: JSON.stringify(plan), seen };
  return isOver(state) ? [head, { note: planListKey(source, id), value: "over", seen: "open" }] : [head];
}
