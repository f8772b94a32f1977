import { setImmediate as nextRound } from "node:timers/promises";
import type { Timeline } from "./timeline.ts";

interface Rider {
  readonly timeline: Timeline;
  readonly leave: () => void;
}

const riders = new Set<Rider>();
let isTurning = false;

/**
 * Plays a timeline to its end. All that play at once take turns, one wake of the code under test each, so that one round of
 * Node's loop, in which every promise that can go on does so, serves all of them. They share nothing else.
 */
export async function play(timeline: Timeline): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  riders.add({ timeline, leave: resolve });
  if (!isTurning) void turn();
  await promise;
}

async function turn(): Promise<void> {
  isTurning = true;
  while (riders.size > 0) {
    await nextRound();
    for (const rider of riders) {
      if (rider.timeline.step()) continue;
      riders.delete(rider);
      rider.leave();
    }
  }
  isTurning = false;
}
