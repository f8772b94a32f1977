import * as z from "zod";
import { joinKey, type LedgerKey } from "./key.ts";
import type { Broken, Results } from "./throttleBreaker.ts";
import type { Pace } from "./throttlePace.ts";
import { type Lane, perLane, sizesOf, skewMillis } from "./throttleSizes.ts";
import type { Instant } from "./time.ts";

/** What is left of a token's rate budget at one moment. All processes share it. */
export interface ThrottleState {
  /** Up to when the budget was filled in. */
  readonly refillAt: Instant;
  /** Requests that each lane may send; fractions add up. */
  readonly left: Readonly<Record<Lane, number>>;
  /** What idle lanes had no room for: anybody's, urgent lanes first. */
  readonly spare: number;
  /** GitLab asked for patience until then. */
  readonly notBefore?: Instant;
  readonly window?: RateWindow;
  /** Missing: as fast as configured. */
  readonly pace?: Pace;
  /** What became of requests within the last 30 s; none while GitLab is silent. */
  readonly results?: readonly Results[];
  /** GitLab does not answer. */
  readonly broken?: Broken;
}

/** What GitLab says is left of its own count until that begins anew. */
export interface RateWindow {
  readonly remaining: number;
  readonly resetAt: Instant;
  /** What GitLab said itself, of which `remaining` is without what was taken since. */
  readonly said?: number;
}

/** A budget of which nothing was taken. */
export function fullBudget(now: Instant, perMinute: number): ThrottleState {
  const { caps, room } = sizesOf(perMinute);
  return { refillAt: now, left: caps, spare: room };
}

/** A budget that begins with nothing, once it is noted: see `begun`. */
function emptyBudget(): ThrottleState {
  return { refillAt: Number.MAX_SAFE_INTEGER, left: perLane(() => 0), spare: 0 };
}

/** The state with a time of ours: what cannot be read, or is of a clock far ahead, would never fill otherwise. */
export function begun(state: ThrottleState, now: Instant): ThrottleState {
  return state.refillAt <= now + skewMillis ? state : { ...state, refillAt: now };
}

const Left = z.number().min(0);
const When = z.number();
/** More slots than 30 s have, and clocks that differ. */
const mostSlots = 16;

// What a later version adds is of no matter: a budget that cannot be read is empty, and nothing is done by it.
const Note = z.object({
  refillAt: When,
  left: z.object({ keep: Left, play: Left, retry: Left, patrol: Left, sweep: Left, admin: Left }),
  spare: Left,
  notBefore: When.exactOptional(),
  window: z.object({ remaining: Left, resetAt: When, said: Left.exactOptional() }).exactOptional(),
  pace: z.object({ part: Left, slowedAt: When, growsFrom: When }).exactOptional(),
  results: z
    .array(z.object({ at: When, ok: Left, failed: Left }))
    .max(mostSlots)
    .exactOptional(),
  broken: z
    .object({ until: When, forMillis: Left, failed: Left, of: Left, probeUntil: When.exactOptional() })
    .exactOptional(),
});

/** Where the rate budgets of a source live in the ledger. */
export function throttleScope(source: string): string {
  return `throttle#${joinKey(source)}`;
}

/** Where the rate budget of a source's token lives in the ledger. */
export function throttleKey(source: string, token: string): LedgerKey {
  return { scope: throttleScope(source), key: token };
}

/** The budget as it was noted: full before the first note, and empty where another version wrote what cannot be read. */
export function readThrottle(text: string | undefined, now: Instant, perMinute: number): ThrottleState {
  if (text === undefined) return fullBudget(now, perMinute);
  try {
    return Note.safeParse(JSON.parse(text)).data ?? emptyBudget();
  } catch {
    return emptyBudget();
  }
}

/** The budget as a note; what is less than a millionth of a request is cut off. */
export function throttleText(state: ThrottleState): string {
  const { refillAt, left, spare, notBefore, window, pace, results, broken } = state;
  const cut = (_: string, value: unknown) =>
    typeof value === "number" && !Number.isInteger(value) ? Math.floor(value * 1e6) / 1e6 : value;
  return JSON.stringify({ refillAt, left, spare, notBefore, window, pace, results, broken }, cut);
}
