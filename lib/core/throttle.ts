import { askedAgainAt, type Broken, probeMillis } from "./throttleBreaker.ts";
import { pacedPerMinute } from "./throttlePace.ts";
import { refilled } from "./throttleRefill.ts";
import { type Lane, lanes, leaves, shares, sizesOf } from "./throttleSizes.ts";
import type { ThrottleState } from "./throttleState.ts";
import type { Instant } from "./time.ts";

/** A wish for requests: `least` of them or none, at most `most`. */
export interface Wish {
  readonly lane: Lane;
  readonly least: number;
  readonly most: number;
}

export type Taken =
  /** With `probeUntil` they are for one run that asks whether GitLab answers again: what comes of it is told, see `Verdict`. */
  | { readonly state: ThrottleState; readonly granted: number; readonly probeUntil?: Instant }
  /** None before then: GitLab asked for patience, or the budget is used up. */
  | { readonly notBefore: Instant; readonly why: "patience" | "budget" }
  | { readonly notBefore: Instant; readonly why: "silence"; readonly broken: Broken };

/** No wait is told to be shorter. */
const leastWaitMillis = 50;
const hourMillis = 3_600_000;

/**
 * Takes requests out of the budget. In any 60 s and the time of a lease it grants at most `perMinute` and one batch, and a
 * lane always has its own share. What makes no sense is bounded, and never an error.
 *
 * @param configured.perMinute 60 to 1,000,000
 */
export function take(
  state: ThrottleState,
  { lane, ...wish }: Wish,
  configured: { readonly now: Instant; readonly perMinute: number },
): Taken {
  const at = { now: configured.now, perMinute: pacedPerMinute(state.pace, configured) };
  const filled = refilled(state, at);
  if (filled.notBefore !== undefined) return { notBefore: filled.notBefore, why: "patience" };
  const { broken } = filled;
  const again = broken && askedAgainAt(broken, at.now);
  if (broken && again !== undefined) return { notBefore: again, why: "silence", broken };
  const least = Math.min(whole(wish.least), Math.floor(sizesOf(at.perMinute).caps[lane]));
  const available = filled.left[lane] + Math.max(0, filled.spare - floorOf(lane, at.perMinute));
  if (available < least)
    return { notBefore: at.now + waitMillis(filled, { lane, least, perMinute: at.perMinute }), why: "budget" };
  if (broken) {
    const probeUntil = at.now + probeMillis;
    return {
      granted: least,
      probeUntil,
      state: { ...without(filled, lane, least), broken: { ...broken, probeUntil } },
    };
  }
  const granted = Math.min(Math.max(least, whole(wish.most)), Math.floor(available));
  return { granted, state: without(filled, lane, granted) };
}

/** The lane's own part goes first. */
function without(state: ThrottleState, lane: Lane, granted: number): ThrottleState {
  const { left, spare, window } = state;
  const own = Math.min(granted, left[lane]);
  return {
    ...state,
    left: { ...left, [lane]: left[lane] - own },
    spare: Math.max(0, spare - (granted - own)),
    ...(window && { window: { ...window, remaining: Math.max(0, window.remaining - granted) } }),
  };
}

/** When a lane will have enough if nobody takes anything: of its own share, and of what full lanes have no room for. */
function waitMillis(
  { left, spare, refillAt, window, perSecond }: ReturnType<typeof refilled>,
  { lane, least, perMinute }: { lane: Lane; least: number; perMinute: number },
): number {
  const { caps, room } = sizesOf(perMinute);
  const floor = floorOf(lane, perMinute);
  const own = perSecond * shares[lane];
  const spilt = lanes.reduce((all, one) => all + (left[one] < caps[one] ? 0 : perSecond * shares[one]), 0);
  const missing = least - left[lane];
  const alone = missing / own;
  const untilSpare = (floor - spare) / spilt;
  const together = Math.max((missing + floor - spare) / (own + spilt), (missing - room + floor) / own);
  const seconds = spilt > 0 ? Math.min(alone, Math.max(together, untilSpare)) : alone;
  const most = window ? window.resetAt - refillAt : hourMillis;
  return Math.max(leastWaitMillis, Math.min(most, Math.ceil(seconds * 1000)));
}

/** What a lane must leave of the spare to more urgent ones. */
function floorOf(lane: Lane, perMinute: number): number {
  return leaves[lane] * sizesOf(perMinute).room;
}

function whole(count: number): number {
  return Number.isFinite(count) ? Math.max(1, Math.ceil(count)) : 1;
}
