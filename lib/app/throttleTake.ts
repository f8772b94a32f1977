import { together } from "../core/throttleNews.ts";
import { type Lane, leaseMillis, sizesOf } from "../core/throttleSizes.ts";
import type { Instant } from "../core/time.ts";
import type { Closed } from "./throttle.ts";
import { closedBy, patience } from "./throttleClosed.ts";
import type { Desk, LaneWish, Lease } from "./throttleDesk.ts";
import { closedNow, endProbe, giveUp, learn } from "./throttleEar.ts";
import { type Drawn, draw } from "./throttleItem.ts";

const mostWaitMillis = 5_000;
const spreadMillis = 200;
/** For so long after a refusal the budget counts as scarce. */
const scarceMillis = 10_000;
/** Others may have room that was not used until so long after it was leased. */
const returnMillis = 3_000;

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
    await (desk.probe ? Promise.race([pause(millis), desk.probe.isOver]) : pause(millis));
  }
}

/** Of what is leased, else with a new lease. */
async function tryOnce(desk: Desk, wish: LaneWish): Promise<Lease | Closed> {
  const closed = closedNow(desk);
  if (closed) return closed;
  const last = desk.refused.get(wish.lane);
  const isShut = last && last.count <= wish.count && last.closedUntil > desk.item.world.clock();
  return leased(desk, wish) ?? (isShut ? last : newLease(desk, wish));
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
  const { item, leases, owed, refused } = desk;
  const { lane, count } = wish;
  await desk.noted;
  const debt = owed.get(lane) ?? 0;
  const least = count - leftIn(liveLeases(desk, lane)) + debt;
  const askedAt = item.world.clock();
  const drawn = await drawnFor(desk, { lane, count: least }, askedAt);
  if ("notBefore" in drawn) {
    const closed = closedBy(drawn, item);
    // Whoever waits for a probe may go on as soon as that is over.
    if (drawn.why !== "silence") refused.set(lane, { ...closed, count });
    return closed;
  }
  if (drawn.probeUntil !== undefined) return probeLease(desk, wish, { ...drawn, probeUntil: drawn.probeUntil });
  const paid = Math.min(debt, drawn.granted);
  owed.set(lane, debt - paid);
  // It counts from when it was asked for: who got it slowly has less of it.
  const lease = { left: drawn.granted - paid, until: askedAt + leaseMillis };
  const closed = closedNow(desk);
  if (closed) return closed;
  leases.set(lane, [...liveLeases(desk, lane), lease]);
  return leased(desk, wish) ?? { closedUntil: item.world.clock(), reason: "its share went to what was asked before" };
}

/** Draws, and tells the item what was heard until now. */
async function drawnFor(desk: Desk, { lane, count }: LaneWish, askedAt: Instant): Promise<Drawn> {
  const news = desk.news;
  desk.news = {};
  const wish = { lane, least: count, most: Math.max(batchOf(desk, lane), count) };
  const drawn = await draw(desk.item, wish, news);
  desk.news = together(drawn.untold, desk.news, desk.item.world.clock());
  if (drawn.state) learn(desk, drawn.state, askedAt);
  return drawn;
}

/** Room for one run to ask whether GitLab answers again. Nobody else in this process uses it. */
function probeLease(
  desk: Desk,
  { lane, count }: LaneWish,
  { granted, probeUntil }: { readonly granted: number; readonly probeUntil: Instant },
): Lease | Closed {
  const { owed, patientUntil } = desk;
  const { promise: isOver, resolve: over } = Promise.withResolvers<void>();
  desk.probe = { until: probeUntil, isOver, over };
  owed.set(lane, Math.max(0, (owed.get(lane) ?? 0) - (granted - count)));
  const lease = { left: 0, until: probeUntil, probe: probeUntil };
  if (patientUntil <= desk.item.world.clock()) return lease;
  endProbe(desk, lease);
  return patience(patientUntil);
}

/** Who asks seldom, or where others want the same, takes no more than is needed: what is left of a lease is lost. */
function batchOf(desk: Desk, lane: Lane): number {
  return isScarce(desk, lane) || liveLeases(desk, lane).length === 0 ? 0 : sizesOf(desk.item.perMinute).batch;
}

function isScarce({ refused, item }: Desk, lane: Lane): boolean {
  return item.world.clock() - (refused.get(lane)?.closedUntil ?? 0) < scarceMillis;
}

/**
 * What a run did not use. Where there is little others want it, up to half of what it took and soon after that: else runs
 * that wait long for answers would share the same room, and, once they all need it, send more than the budget. What is not
 * for others is for the next run of this process.
 */
export function giveBack(
  desk: Desk,
  lane: Lane,
  { lease, taken, used }: { readonly lease: Lease; readonly taken: number; readonly used: number },
): void {
  const { clock } = desk.item.world;
  const until = lease.until - leaseMillis + returnMillis;
  const isForOthers = lease.probe === undefined && clock() < until && isScarce(desk, lane);
  const count = isForOthers ? Math.min(taken - used, Math.floor(taken / 2)) : 0;
  lease.left += taken - used - count;
  if (count > 0) giveUp(desk, { until, lanes: { [lane]: count } });
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
