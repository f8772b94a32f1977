import type { Incoming } from "../api/call.ts";
import { carriesToken, requesterOf } from "../limits/requester.ts";
import type { World } from "../state/world.ts";
import { type Chance, chanceOf } from "./chance.ts";
import type { Aim, Fault } from "./fault.ts";
import { type History, makeHistory } from "./history.ts";
import { type Late, makeLate } from "./late.ts";

/** A fault in wait. */
export interface Listed {
  readonly id: number;
  readonly fault: Fault;
  /** How many requests it has hit. */
  readonly hits: number;
  readonly left: number | "all";
}

export interface Faults {
  /** Returns its id. */
  add(fault: Fault): number;
  /** The fault that hits this request, if any; it is used up by one. */
  take(incoming: Incoming): Fault | undefined;
  /** Those that can still hit, oldest first: the order in which they are tried. */
  list(): readonly Listed[];
  /** Ends one, or all; what was put off happens all the same. Returns how many. */
  clear(id?: number): number;
  /** What faults have put off. */
  readonly late: Late;
  /** What stale reads see. */
  readonly history: History;
}

interface Waiting {
  readonly id: number;
  readonly fault: Fault;
  readonly chance: Chance;
  hits: number;
  left: number;
  passing: number;
}

export function makeFaults(world: World): Faults {
  let waiting: Waiting[] = [];
  let lastId = 0;
  const history = makeHistory(world, () => longestLag(waiting));
  return {
    late: makeLate(world.clock),
    history,
    add(fault) {
      if (fault.kind === "stale") history.begin();
      const { count = 1, skip = 0, seed = 1 } = fault;
      const left = count === "all" ? Number.POSITIVE_INFINITY : count;
      lastId++;
      waiting.push({ id: lastId, fault, chance: chanceOf(seed), hits: 0, left, passing: skip });
      return lastId;
    },
    take(incoming) {
      const hit = waiting.find((one) => fits(world, one.fault, incoming) && hits(one));
      waiting = waiting.filter(({ left }) => left > 0);
      return hit?.fault;
    },
    list: () =>
      waiting.map(({ id, fault, hits, left }) => ({ id, fault, hits, left: Number.isFinite(left) ? left : "all" })),
    clear(id) {
      const before = waiting.length;
      waiting = waiting.filter((one) => id !== undefined && one.id !== id);
      return before - waiting.length;
    },
  };
}

export const usualLagSeconds = 10;

/** How far back stale reads will look; `undefined`: there will be none. */
function longestLag(waiting: readonly Waiting[]): number | undefined {
  const lags = waiting.flatMap(({ fault }) => (fault.kind === "stale" ? [fault.lagSeconds ?? usualLagSeconds] : []));
  return lags.length > 0 ? Math.max(...lags) : undefined;
}

/** Whether it hits one that fits. */
function hits(one: Waiting): boolean {
  if (one.passing > 0) {
    one.passing--;
    return false;
  }
  if (one.chance() >= (one.fault.chance ?? 1)) return false;
  one.hits++;
  one.left--;
  return true;
}

/** `search` ignores a regular expression's memory of where it was. */
function fits(world: World, { method, path, user, token }: Aim, incoming: Incoming): boolean {
  if (method !== undefined && method !== incoming.method) return false;
  if (path !== undefined && incoming.target.search(path) < 0) return false;
  if (token !== undefined && !carriesToken(incoming, token)) return false;
  return user === undefined || requesterOf(world, incoming)?.username === user;
}
