import { StoreError } from "../core/errors.ts";
import type { Store } from "../core/ports.ts";
import { type Taken, take, type Wish } from "../core/throttle.ts";
import { type News, uncounted, withNews } from "../core/throttleNews.ts";
import { begun, readThrottle, type ThrottleState, throttleKey, throttleText } from "../core/throttleState.ts";
import type { Clock, Instant } from "../core/time.ts";

/** What sharing a budget needs of the world. */
export interface ThrottleWorld {
  readonly store: Pick<Store, "note" | "putNote">;
  readonly clock: Clock;
  /** A number from 0 to 1. */
  readonly luck: () => number;
  /** Waits a moment before a write that met another one is tried again; `tries` came before. */
  readonly giveWay: (tries: number) => Promise<void>;
  readonly pause: (millis: number) => Promise<void>;
}

/** One token's budget in the ledger, or that of the lists which are asked for with it. */
export interface Item {
  readonly source: string;
  /** Its name, or `listsToken` of that. */
  readonly token: string;
  readonly perMinute: number;
  readonly world: ThrottleWorld;
}

/** What became of news: the item as it is now, where that is known, and what it was not told. */
export interface Told {
  readonly state?: ThrottleState;
  readonly untold: News;
}

/** Why nothing was taken. */
export type Refusal =
  | Exclude<Taken, { readonly granted: number }>
  | { readonly notBefore: Instant; readonly why: "busy" };

/** What was taken of an item. */
export type Drawn = Told & ({ readonly granted: number; readonly probeUntil?: Instant } | Refusal);

/** Under what name the budget of lists stands beside their token's. */
export function listsToken(token: string): string {
  return `${token}${listsEnd}`;
}

export function isOfLists(token: string): boolean {
  return token.endsWith(listsEnd);
}

const listsEnd = " lists";
const mostTries = 5;
const busyMillis = 2_000;

/**
 * Takes requests out of the shared budget, and tells it what was heard meanwhile. Who loses a race gives way and tries
 * again; a table that cannot be asked is `busy`: nothing is ever granted that was not written. Never throws.
 */
export async function draw(item: Item, wish: Wish, news: News): Promise<Drawn> {
  const { perMinute, world } = item;
  let left = news;
  for (let tries = 0; tries < mostTries; tries++) {
    try {
      const { seen, state: before } = await look(item);
      const now = world.clock();
      const state = begun(withNews(before, left, now), now);
      const taken = take(state, wish, { now, perMinute });
      if ("notBefore" in taken) {
        const isNews = state.broken !== before.broken || state.refillAt !== before.refillAt;
        const isTold = isNews && (await put(item, state, seen));
        return { ...taken, state, untold: isTold ? {} : left };
      }
      if (await put(item, taken.state, seen)) return { ...taken, untold: {} };
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      if (error.code === "ambiguous") left = uncounted(left);
      else if (error.code !== "conflict") break;
    }
    await world.giveWay(tries);
  }
  return { notBefore: world.clock() + busyMillis, why: "busy", untold: left };
}

/** Lets everybody know what was heard. A table that cannot be written lets each hear it from GitLab. */
export async function tell(item: Item, news: News): Promise<Told> {
  let left = news;
  for (let tries = 0; tries < mostTries; tries++) {
    try {
      const { seen, state: before } = await look(item);
      const state = withNews(before, left, item.world.clock());
      if (state === before || (await put(item, state, seen))) return { state, untold: {} };
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      if (error.code === "ambiguous") left = uncounted(left);
    }
    await item.world.giveWay(tries);
  }
  return { untold: left };
}

/** The budget as it is noted. @throws StoreError */
export async function stateIn(item: Item): Promise<ThrottleState> {
  return (await look(item)).state;
}

async function look(item: Item): Promise<{ seen: string | undefined; state: ThrottleState }> {
  const { source, token, perMinute, world } = item;
  const seen = await world.store.note(throttleKey(source, token));
  return { seen, state: readThrottle(seen, world.clock(), perMinute) };
}

function put({ source, token, world }: Item, state: ThrottleState, seen: string | undefined): Promise<boolean> {
  return world.store.putNote(throttleKey(source, token), throttleText(state), seen);
}
