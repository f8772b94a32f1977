import { type Gate, gateText } from "../../core/gate.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import type { Outcome } from "../../core/outcome.ts";
import type { Store } from "../../core/ports.ts";
import { type Instant, instantText } from "../../core/time.ts";
import { endOfArming } from "./armed.ts";
import { type Aside, asideOf } from "./aside.ts";
import { gateNow } from "./gateNow.ts";
import { unlessLapsed } from "./lapsed.ts";
import { type Queue, type Queued, queueOf } from "./queue.ts";
import { isMet, type Quorum, quorumsOf } from "./quorum.ts";
import { nextMoment, toldNow } from "./remind.ts";
import type { Standing, Wish } from "./standing.ts";
import type { StoredGate } from "./stored.ts";
import { waitsText } from "./waits.ts";

/** A gate that its ledger item shall become. */
export interface GateChange {
  readonly stored: StoredGate;
  readonly gate: Gate;
  /** What people are told with it. */
  readonly texts?: readonly string[];
  /** The task that is woken once it has passed or was closed: see `handOn`. */
  readonly next?: string;
}

/** Whether a play may pass its gate now: the item as it is marked for it; or how the run ends, and what is noted. */
export type Stand =
  /** `closedAt`: in the place of the wish's; it also tells what runs out before the call. */
  | { readonly passes: GateChange; readonly closedAt: Wish["closedAt"] }
  | { readonly ends: Outcome; readonly change?: GateChange };

/** What standing at a gate needs of the world. Without the ledger's list of gates no order is kept among them. */
export interface StandDesk {
  readonly reads: GitLabReads;
  readonly store?: Pick<Store, "notes" | "task">;
}

/** Somebody looks at a gate at least so often: its pipeline may have been superseded. */
const lookMillis = 3_600_000;

/**
 * Whether everything that a gate waits for is there. Nothing is written: the answer holds the item as it shall be.
 *
 * @throws GitLabError when GitLab cannot be asked; StoreError
 */
export async function standAtGate(standing: Standing, desk: StandDesk, now: Instant): Promise<Stand> {
  const { live, stored, wish } = standing;
  if (stored.text !== undefined && !stored.gate)
    return {
      ends: {
        kind: "attention",
        reason: "what is noted of its gate cannot be read by this version",
        remedy: "Run the newest version of Penstock and redrive the task.",
      },
    };
  const gate = gateNow(standing, now);
  const shut = whyShut(gate, now);
  if (shut) return { ends: shut.ends, ...(shut.gate !== stored.gate && { change: { stored, gate: shut.gate } }) };
  const quorums = await quorumsOf(wish.rules, { gate, facts: live.facts, now }, desk.reads);
  const closed = wish.closedAt(now);
  const ground = { rules: wish.rules, facts: live.facts, reads: desk.reads };
  const aside = closed && (await asideOf(gate, ground, now));
  if (closed && aside && "until" in aside) {
    const set = { quorums, gate: unparked(gate), aside };
    return await standOpen(standing, { ...set, closedAt: closedAfter(aside.until, wish) }, { desk, now });
  }
  if (closed && closed.kind !== "again") return { ends: closed };
  if (!closed) return await standOpen(standing, { quorums, gate }, { desk, now });
  const parked = isMet(quorums) ? { ...unparked(gate), parkedUntil: closed.at } : unparked(gate);
  const could = isMet(quorums) ? "park" : "wait";
  const queue = await placeOf(standing, { gate: parked, could }, { desk, now });
  if (queue.stale !== undefined) return staleAt(standing, parked, { ...queue, why: queue.stale, now });
  const reason = waitsText(quorums, closed, aside);
  return waitsAt(standing, { gate: parked, reason, at: queue.at ?? now + lookMillis }, now);
}

interface Open {
  readonly quorums: readonly Quorum[];
  readonly gate: Gate;
  readonly aside?: Aside;
  readonly closedAt?: Wish["closedAt"];
}

interface At {
  readonly desk: StandDesk;
  readonly now: Instant;
}

/** No calendar keeps it shut: it passes once the people are there, and those that waited longer for the opening have. */
async function standOpen(
  standing: Standing,
  { quorums, gate: seen, aside, closedAt }: Open,
  { desk, now }: At,
): Promise<Stand> {
  const could = isMet(quorums) ? "pass" : "wait";
  const gate = could === "pass" ? seen : unparked(seen);
  const { stale, behind, next } = await placeOf(standing, { gate, could }, { desk, now });
  const handsOn = next === undefined ? {} : { next };
  if (stale !== undefined) return staleAt(standing, gate, { why: stale, now, ...handsOn });
  if (behind) return waitsAt(standing, { gate: { ...gate, behindSince: behind.since }, ...behind }, now);
  if (could === "wait")
    return waitsAt(standing, { gate, reason: waitsText(quorums, undefined, aside), at: now + lookMillis }, now);
  const passes = { stored: standing.stored, gate: { ...gate, playedAt: now }, ...handsOn };
  const leave = { gate, quorums, live: standing.live };
  return { passes, closedAt: unlessLapsed(leave, closedAt ?? standing.wish.closedAt, now) };
}

async function placeOf(
  { live, stored }: Standing,
  { gate, could }: Pick<Queued, "gate" | "could">,
  { desk: { store, reads }, now }: At,
): Promise<Queue> {
  if (!store) return {};
  return await queueOf({ source: live.held.source, gate, before: stored.gate, could }, { store, reads }, now);
}

/** Nobody waits for it any more: a newer pipeline took its place. */
function staleAt(
  { stored }: Standing,
  gate: Gate,
  { why, now, next }: { readonly why: string; readonly now: Instant; readonly next?: string },
): Stand {
  const closed = { how: "stale" as const, at: now, why };
  const change = { stored, gate: { ...gate, closed }, ...(next !== undefined && { next }) };
  return { ends: { kind: "skipped", reason: why }, change };
}

function waitsAt(
  { live, stored, wish }: Standing,
  { gate, reason, at }: { readonly gate: Gate; readonly reason: string; readonly at: Instant },
  now: Instant,
): Stand {
  const told = toldNow({ ...gate, waitsFor: reason }, { rules: wish.rules, facts: live.facts }, now);
  const times = [at, gate.expiresAt, endOfArming(gate, now), nextMoment(told.gate, wish.rules, now)];
  const soonest = Math.min(...times.filter((time) => time !== undefined));
  return { ends: { kind: "again", at: soonest, why: "wait", reason }, change: { stored, ...told } };
}

/** People set its calendar aside: it counts again by itself, also between the look and the call. */
function closedAfter(until: Instant, { closedAt }: Wish): Wish["closedAt"] {
  return (at) => (at < until ? undefined : closedAt(at));
}

/** One that waits for more than a calendar, or for none, has no place among those that wait for an opening. */
function unparked({ parkedUntil: _, behindSince: _b, ...gate }: Gate): Gate {
  return gate;
}

/** Why nobody waits at it any more. */
function whyShut(gate: Gate, now: Instant): { readonly ends: Outcome; readonly gate: Gate } | undefined {
  const { closed, expiresAt } = gate;
  if (closed) return { ends: { kind: "skipped", reason: closed.why }, gate };
  if (expiresAt === undefined || now < expiresAt) return undefined;
  const why = `the gate expired at ${instantText(expiresAt)}: it had waited for ${gate.waitsFor || "its first look"}`;
  return { ends: { kind: "skipped", reason: why }, gate: { ...gate, closed: { how: "expired", at: now, why } } };
}

/** The write that makes an item what it shall be; it fails where somebody spoke at the gate meanwhile. */
export function gateWrite({ stored, gate }: GateChange) {
  return { note: stored.key, value: gateText(gate), seen: stored.text };
}
