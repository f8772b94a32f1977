import type { Conditions } from "./conditions.ts";

/**
 * Whether conditions ask for trigger jobs: `bridge: true` must stand somewhere, outside of `jobs`, which is about other jobs.
 * No other rule ever acts on one: nobody who wrote `status: failed` had them in mind.
 */
export function asksForBridges({ bridge, all = [], any = [], not }: Conditions): boolean {
  return bridge === true || [...all, ...any, ...(not ? [not] : [])].some(asksForBridges);
}
