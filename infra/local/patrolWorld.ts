import { type PatrolWorld, patrolRequests } from "../../functions/world/patrol.ts";
import type { WorkerWorld } from "../../functions/world/worker.ts";
import { actions } from "../../lib/actions/index.ts";
import { usualPerMinute } from "../../lib/core/throttleSizes.ts";
import { systemClock } from "../../lib/edge/clock.ts";
import { pause } from "../../lib/edge/pause.ts";

/** Whoever stops the house waits for the patrol no longer than that. */
const mostNapMillis = 1_000;

/**
 * The patrol sees of the workers' GitLab only what can be read. It waits for room in its budget, but not where time is moved
 * by hand: there nothing comes of waiting.
 */
export function patrolWorld(
  { gitlab, hooks, ...worker }: WorkerWorld & Required<Pick<PatrolWorld, "hooks">>,
  { requestsPerMinute = usualPerMinute }: { readonly requestsPerMinute?: number },
): PatrolWorld {
  const { store, rules, throttle, sources, clock, random, giveWay, callTimeoutSeconds, log } = worker;
  return {
    ...{ store, rules, throttle, sources, clock, random, giveWay, callTimeoutSeconds, log, hooks, actions },
    reads: async (source) => (await gitlab(source))?.reads,
    mostRequests: patrolRequests,
    requestsPerMinute: () => requestsPerMinute,
    ...(clock === systemClock && { pause: (millis: number) => pause(Math.min(millis, mostNapMillis)) }),
  };
}
