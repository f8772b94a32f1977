import { StoreError } from "../core/errors.ts";
import { patienceOf, type RateAnswer, tighter } from "../core/throttleHeard.ts";
import { isSane } from "../core/throttleRefill.ts";
import { type Lane, leaseMillis, sizesOf } from "../core/throttleSizes.ts";
import type { RateWindow } from "../core/throttleState.ts";
import type { Instant } from "../core/time.ts";
import type { Closed } from "./throttle.ts";
import { closedBy, patience, throttled } from "./throttleClosed.ts";
import { draw, type Item, patienceIn, spread } from "./throttleItem.ts";

/** A part of the budget that this process may use for a short time. */
export interface Lease {
  left: number;
  readonly until: Instant;
}

export interface LaneWish {
  readonly lane: Lane;
  readonly count: number;
}

/** One token's budget as this process has it: leased in batches, so that the item is written once for about ten requests. */
export interface Desk {
  readonly item: Item;
  readonly leases: Map<Lane, readonly Lease[]>;
  /** Requests that were sent without room: the next lease pays for them. */
  readonly owed: Map<Lane, number>;
  readonly refused: Map<Lane, Closed & { readonly count: number }>;
  /** GitLab asked for patience until then, as far as this process knows, and since when it knows. */
  patientUntil: Instant;
  knownAt: Instant;
  /** What GitLab said is left, for the next lease to tell. */
  window?: RateWindow;
  /** Takes end one after the other, so that a process never races itself. */
  turn: Promise<unknown>;
  /** What was heard and is being noted. Never rejects. */
  noted: Promise<void>;
}

const mostWaitMillis = 5_000;
const spreadMillis = 200;
/** For so long after a refusal the budget counts as scarce. */
const scarceMillis = 10_000;

export function openDesk(item: Item): Desk {
  const [leases, owed, refused] = [new Map(), new Map(), new Map()];
  const done = Promise.resolve();
  return { item, leases, owed, refused, patientUntil: 0, knownAt: 0, turn: done, noted: done };
}

/** Takes requests, or waits a few seconds for them, at most until `patientUntil`. @returns the lease to give back to */
export async function takeFrom(desk: Desk, wish: LaneWish, patientUntil: Instant): Promise<Lease | Closed> {
  const { clock, luck, pause } = desk.item.world;
  const lastMoment = Math.min(patientUntil, clock() + mostWaitMillis);
  for (let waited = 0; ; ) {
    const mine = desk.turn.then(() => tryOnce(desk, wish));
    desk.turn = mine.catch(() => {});
    const got = await mine;
    if (!("closedUntil" in got)) return got;
    const millis = Math.max(10, got.closedUntil - clock() + luck() * spreadMillis);
    waited += millis;
    // A clock that stands still must not make anybody wait for ever.
    if (clock() + millis > lastMoment || waited > mostWaitMillis) return got;
    await pause(millis);
  }
}

/** Of what is leased, else with a new lease. */
async function tryOnce(desk: Desk, wish: LaneWish): Promise<Lease | Closed> {
  const now = desk.item.world.clock();
  if (desk.patientUntil > now) return patience(desk.patientUntil);
  const last = desk.refused.get(wish.lane);
  return (
    leased(desk, wish) ?? (last && last.count <= wish.count && last.closedUntil > now ? last : newLease(desk, wish))
  );
}

/** Takes of what is leased; `undefined` where it is not enough. */
function leased(desk: Desk, { lane, count }: LaneWish): Lease | undefined {
  const live = liveLeases(desk, lane);
  if (leftIn(live) < count) return undefined;
  let missing = count;
  for (const lease of live) {
    const part = Math.min(missing, lease.left);
    lease.left -= part;
    missing -= part;
  }
  return live[0];
}

async function newLease(desk: Desk, wish: LaneWish): Promise<Lease | Closed> {
  const { item, leases, owed } = desk;
  const { lane, count } = wish;
  const debt = owed.get(lane) ?? 0;
  const least = count - leftIn(liveLeases(desk, lane)) + debt;
  const askedAt = item.world.clock();
  const drawn = await draw(item, { lane, least, most: Math.max(batchOf(desk, lane), least) }, desk.window);
  learn(desk, drawn.patientUntil, askedAt);
  if ("notBefore" in drawn) {
    const closed = closedBy(drawn, item.source);
    desk.refused.set(lane, { ...closed, count });
    return closed;
  }
  const paid = Math.min(debt, drawn.granted);
  owed.set(lane, debt - paid);
  // It counts from when it was asked for: who got it slowly has less of it.
  const lease = { left: drawn.granted - paid, until: askedAt + leaseMillis };
  if (desk.patientUntil > item.world.clock()) return patience(desk.patientUntil);
  leases.set(lane, [...liveLeases(desk, lane), lease]);
  return leased(desk, wish) ?? { closedUntil: item.world.clock(), reason: "its share went to what was asked before" };
}

/** Who asks seldom, or where others want the same, takes no more than is needed: what is left of a lease is lost. */
function batchOf(desk: Desk, lane: Lane): number {
  const { closedUntil = 0 } = desk.refused.get(lane) ?? {};
  const isScarce = desk.item.world.clock() - closedUntil < scarceMillis;
  return isScarce || liveLeases(desk, lane).length === 0 ? 0 : sizesOf(desk.item.perMinute).batch;
}

function liveLeases({ leases, item }: Desk, lane: Lane): readonly Lease[] {
  const now = item.world.clock();
  return (leases.get(lane) ?? []).filter(({ until }) => until > now);
}

function leftIn(leases: readonly Lease[]): number {
  return leases.reduce((all, { left }) => all + left, 0);
}

/** Requests that were sent without room: the next lease pays for them. */
export function owe({ owed }: Desk, lane: Lane, count: number): void {
  owed.set(lane, (owed.get(lane) ?? 0) + count);
}

/** What an answer said of rates. */
export function hear(desk: Desk, answer: RateAnswer): void {
  const { clock, luck } = desk.item.world;
  const now = clock();
  if (answer.window && isSane(answer.window, now)) desk.window = tighter(desk.window, answer.window, now);
  const until = patienceOf(answer, now, luck());
  if (until === undefined || until <= desk.patientUntil) return;
  learn(desk, until, desk.knownAt);
  desk.noted = desk.noted.then(() => spread(desk.item, until));
}

function learn(desk: Desk, patientUntil: Instant, askedAt: Instant): void {
  desk.knownAt = Math.max(desk.knownAt, askedAt);
  desk.patientUntil = Math.max(desk.patientUntil, patientUntil);
}

/**
 * Whether a look may be sent still: what others heard is known once the time of a lease is over.
 *
 * @throws GitLabError `throttled` once GitLab has asked for patience
 */
export async function mayLook(desk: Desk): Promise<void> {
  const { clock } = desk.item.world;
  const askedAt = clock();
  if (askedAt - desk.knownAt > leaseMillis) learn(desk, await patienceIn(desk.item).catch(unlessBusy), askedAt);
  if (desk.patientUntil > clock()) throw throttled(desk.patientUntil, clock());
}

/** A table that cannot be asked keeps nobody from what there was room for. */
function unlessBusy(error: unknown): Instant {
  if (error instanceof StoreError) return 0;
  throw error;
}
