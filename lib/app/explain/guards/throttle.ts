import { take } from "../../../core/throttle.ts";
import { readThrottle, throttleKey } from "../../../core/throttleState.ts";
import type { TokenName } from "../../throttle.ts";
import { closedBy } from "../../throttleClosed.ts";
import { askOf } from "../../throttleNeeds.ts";
import { type AskGuard, unasked } from "./guarded.ts";

/** Whether the rate budget has room for a run now: read as a worker would take it, without taking. */
export const askThrottle: AskGuard = async ({ prospect, site }) => {
  const { store, rates, now, source } = site;
  if (!store || !rates) return unasked("throttle", "the rate budget is not at hand");
  const { lane, requests } = askOf(prospect.task);
  const perMinute = rates.requestsPerMinute;
  const needed = new Map<TokenName, number>();
  for (const name of ["act", "clean", "read"] as const) {
    const budget = rates.budgets[name];
    if (requests[name]) needed.set(budget, (needed.get(budget) ?? 0) + requests[name]);
  }
  for (const [token, count] of needed) {
    const state = readThrottle(await store.note(throttleKey(source, token)), now, perMinute);
    const taken = take(state, { lane, least: count, most: count }, { now, perMinute });
    if (!("notBefore" in taken)) continue;
    const { reason, closedUntil } = closedBy(taken, { source, token });
    const what = taken.why === "silence" ? "" : `, for the ${count} requests of a run (lane ${lane})`;
    return { guard: "throttle", stops: true, text: reason + what, until: closedUntil };
  }
  const all = [...needed.values()].reduce((sum, count) => sum + count, 0);
  return { guard: "throttle", stops: false, text: `the lane ${lane} has room for the ${all} requests of a run` };
};
