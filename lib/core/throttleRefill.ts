import { partNow } from "./throttlePace.ts";
import { type Lane, lanes, perLane, shares, sizesOf, skewMillis } from "./throttleSizes.ts";
import type { RateWindow, ThrottleState } from "./throttleState.ts";
import type { Instant } from "./time.ts";

/** GitLab is asked nothing for at most so long, whatever it says: an hour and a fifth. */
const longestMillis = 4_320_000;
const longestWindowMillis = 3_600_000;

/** A state, and how many requests come into it each second from then on. */
interface Filled extends ThrottleState {
  readonly perSecond: number;
}

/** Whether what GitLab says can be true: an end within the next hour, and no less than nothing until then. */
export function isSane({ remaining, resetAt }: RateWindow, now: Instant): boolean {
  return Number.isFinite(remaining) && remaining >= 0 && resetAt > now && resetAt - now <= longestWindowMillis;
}

/** Until when GitLab wants no requests; `undefined`: it may be asked. What it can never have asked for is an error of somebody's. */
export function patientUntil({ notBefore = 0 }: ThrottleState, now: Instant): Instant | undefined {
  return notBefore > now && notBefore <= now + longestMillis + skewMillis ? notBefore : undefined;
}

/** The state as it is now. Whatever its numbers were, none is negative, too large or no number afterwards. */
export function refilled(state: ThrottleState, at: { readonly now: Instant; readonly perMinute: number }): Filled {
  const { now, perMinute } = at;
  const isOurs = Number.isFinite(state.refillAt) && state.refillAt <= now + skewMillis;
  const from = isOurs ? state.refillAt : now;
  const until = Math.max(from, now);
  const { window, notBefore: _, pace, ...others } = state;
  const patient = patientUntil(state, now);
  const isOpen = window !== undefined && isSane(window, Math.min(from, now)) && window.resetAt > from;
  const end = isOpen ? Math.min(until, window.resetAt) : from;
  const paced = grown(state, { seconds: (end - from) / 1000, perMinute, ...(isOpen && { window, from }) });
  const free = grown(paced, { seconds: (until - end) / 1000, perMinute });
  const goesOn = isOpen && window.resetAt > until;
  const kept = goesOn ? { window, perSecond: flow(free, { window, from: until, perMinute }) } : undefined;
  return {
    ...others,
    ...free,
    refillAt: until,
    ...(pace && partNow(pace, now) < 1 && { pace }),
    ...(patient !== undefined && { notBefore: Math.min(patient, now + longestMillis) }),
    ...(kept ?? { perSecond: sizesOf(perMinute).perSecond }),
  };
}

type Held = Pick<ThrottleState, "left" | "spare">;

interface Time {
  readonly seconds: number;
  readonly perMinute: number;
  readonly window?: RateWindow;
  readonly from?: Instant;
}

/** What comes in is spread by the shares; what a full lane has no room for is spare, and what that has no room for is lost. */
function grown(held: Held, { seconds, perMinute, window, from }: Time): Held {
  const { caps, room, perSecond } = sizesOf(perMinute);
  const now = { left: perLane((lane) => between(held.left[lane], caps[lane])), spare: between(held.spare, room) };
  const rate = window && from !== undefined ? flow(now, { window, from, perMinute }) : perSecond;
  const more = perLane((lane) => now.left[lane] + rate * seconds * shares[lane]);
  const over = lanes.reduce((all, lane) => all + Math.max(0, more[lane] - caps[lane]), 0);
  return {
    left: perLane((lane) => Math.min(caps[lane], more[lane])),
    spare: Math.min(room, now.spare + over),
  };
}

/** So many requests a second that what GitLab has left, but for what is held already, lasts until it counts anew. */
function flow(
  held: Held,
  { window, from, perMinute }: { window: RateWindow; from: Instant; perMinute: number },
): number {
  const { perSecond } = sizesOf(perMinute);
  const free = Math.max(0, window.remaining - heldBy(held));
  return Math.min(perSecond, (free * 1000) / (window.resetAt - from));
}

/** All that the lanes and the spare hold. */
export function heldBy({ left, spare }: Held): number {
  return lanes.reduce((all: number, lane: Lane) => all + left[lane], spare);
}

function between(value: number, most: number): number {
  return Number.isFinite(value) ? Math.min(most, Math.max(0, value)) : 0;
}
