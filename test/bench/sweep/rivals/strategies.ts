import { sweepPage } from "../../../../lib/app/throttleNeeds.ts";
import { createThrottle, oneToken } from "../../../../lib/app/throttleShared.ts";
import { createMemoryStore } from "../../../../lib/store/memory.ts";
import type { Random } from "../../../simulation/random.ts";
import type { Timeline } from "../timeline.ts";

// How a list of pages is got through under a limit, in virtual time.

/** A page as it was answered. */
export interface Page {
  readonly status: number;
  /** Where the next page is. */
  readonly next?: string;
  readonly retryAfterSeconds?: number;
}

export type Ask = (path: string) => Promise<Page>;

/** What a strategy may do. */
export interface Hands {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly ask: Ask;
}

/** How many are under way at once, and how each asks for a page until it is there. */
export interface Strategy {
  readonly name: string;
  readonly atOnce: number;
  readonly begin: (hands: Hands) => Ask;
}

const unnamedSeconds = 60;
const longestSeconds = 64;
const source = "gitlab";

/** Each of so many waits as long as GitLab says, once it was refused. */
export function obeying(atOnce: number): Strategy {
  return {
    name: `${atOnce} at once, which obey Retry-After`,
    atOnce,
    begin:
      ({ timeline, ask }) =>
      async (path) => {
        for (;;) {
          const page = await ask(path);
          if (page.status !== 429) return page;
          await timeline.pause((page.retryAfterSeconds ?? unnamedSeconds) * 1000);
        }
      },
  };
}

/** Twice as long after each refusal, from a second on, by chance between half and all of it. */
const blind: Strategy = {
  name: "10 at once, each backing off on its own",
  atOnce: 10,
  begin:
    ({ timeline, random, ask }) =>
    async (path) => {
      for (let tries = 0; ; tries++) {
        const page = await ask(path);
        if (page.status !== 429) return page;
        await timeline.pause(Math.min(longestSeconds, 2 ** tries) * 1000 * (0.5 + random.next() / 2));
      }
    },
};

/** Our throttle alone, with all that GitLab allows: the same code that stands before a sweep's pages. */
export const ours: Strategy = {
  name: "Penstock's throttle, given all of both limits",
  atOnce: 10,
  begin({ timeline, random, ask }) {
    const luck = () => random.next();
    const { pause } = timeline;
    const world = { store: createMemoryStore(), clock: timeline.now, luck, giveWay: async () => {}, pause };
    const throttle = createThrottle(world, () => [
      { id: source, requestsPerMinute: 2_000, listsPerMinute: 600, budgets: oneToken },
    ]);
    return async (path) => {
      for (;;) {
        const room = await throttle.take(sweepPage(source), timeline.now() + 60_000);
        if (!("closedUntil" in room)) return await ask(path);
        await pause(Math.max(1, room.closedUntil - timeline.now()));
      }
    };
  },
};

export const strategies: readonly Strategy[] = [ours, obeying(10), obeying(50), blind];
