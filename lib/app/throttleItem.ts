import { StoreError } from "../core/errors.ts";
import type { Store } from "../core/ports.ts";
import { take, type Wish } from "../core/throttle.ts";
import { withPatience, withWindow } from "../core/throttleHeard.ts";
import { type RateWindow, readThrottle, type ThrottleState, throttleKey, throttleText } from "../core/throttleState.ts";
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

/** One token's budget in the ledger. */
export interface Item {
  readonly source: string;
  readonly token: string;
  readonly perMinute: number;
  readonly world: ThrottleWorld;
}

/** What was taken of an item. `patientUntil`: when GitLab may be asked again, as far as the item knows; 0: now. */
export type Drawn =
  | { readonly granted: number; readonly patientUntil: Instant }
  | { readonly notBefore: Instant; readonly why: "patience" | "budget" | "busy"; readonly patientUntil: Instant };

const mostTries = 5;
const busyMillis = 2_000;

/**
 * Takes requests out of the shared budget, and tells it what GitLab said is left. Who loses a race gives way and tries
 * again; a table that cannot be asked is `busy`: nothing is ever granted that was not written. Never throws.
 */
export async function draw(item: Item, wish: Wish, told: RateWindow | undefined): Promise<Drawn> {
  const { perMinute, world } = item;
  for (let tries = 0; tries < mostTries; tries++) {
    try {
      const { seen, state: noted } = await look(item);
      const now = world.clock();
      const state = told ? withWindow(noted, told, now) : noted;
      const taken = take(state, wish, { now, perMinute });
      const patientUntil = noted.notBefore ?? 0;
      if ("notBefore" in taken) return { ...taken, patientUntil };
      if (await put(item, taken.state, seen)) return { granted: taken.granted, patientUntil };
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      if (error.code !== "ambiguous" && error.code !== "conflict") break;
    }
    await world.giveWay(tries);
  }
  return { notBefore: world.clock() + busyMillis, why: "busy", patientUntil: 0 };
}

/** Lets everybody know that GitLab asked for patience. A table that cannot be written lets each hear it from GitLab. */
export async function spread(item: Item, until: Instant): Promise<void> {
  for (let tries = 0; tries < mostTries; tries++) {
    try {
      const { seen, state } = await look(item);
      if ((state.notBefore ?? 0) >= until || (await put(item, withPatience(state, until), seen))) return;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
    }
    await item.world.giveWay(tries);
  }
}

/** When GitLab may be asked again, as far as the item knows; 0: now. @throws StoreError */
export async function patienceIn(item: Item): Promise<Instant> {
  return (await look(item)).state.notBefore ?? 0;
}

async function look(item: Item): Promise<{ seen: string | undefined; state: ThrottleState }> {
  const { source, token, perMinute, world } = item;
  const seen = await world.store.note(throttleKey(source, token));
  return { seen, state: readThrottle(seen, world.clock(), perMinute) };
}

function put({ source, token, world }: Item, state: ThrottleState, seen: string | undefined): Promise<boolean> {
  return world.store.putNote(throttleKey(source, token), throttleText(state), seen);
}
