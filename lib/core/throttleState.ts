import * as z from "zod";
import { joinKey, type LedgerKey } from "./key.ts";
import { type Lane, perLane, sizesOf } from "./throttleSizes.ts";
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
}

/** What GitLab says is left of its own count until that begins anew. */
export interface RateWindow {
  readonly remaining: number;
  readonly resetAt: Instant;
}

/** A budget of which nothing was taken. */
export function fullBudget(now: Instant, perMinute: number): ThrottleState {
  const { caps, room } = sizesOf(perMinute);
  return { refillAt: now, left: caps, spare: room };
}

/** A budget that begins with nothing. */
function emptyBudget(now: Instant): ThrottleState {
  return { refillAt: now, left: perLane(() => 0), spare: 0 };
}

const Left = z.number().min(0);

const Note = z.strictObject({
  refillAt: z.number(),
  left: z.strictObject({ keep: Left, play: Left, retry: Left, patrol: Left, sweep: Left, admin: Left }),
  spare: Left,
  notBefore: z.number().exactOptional(),
  window: z.strictObject({ remaining: Left, resetAt: z.number() }).exactOptional(),
});

/** Where the rate budget of a source's token lives in the ledger. */
export function throttleKey(source: string, token: string): LedgerKey {
  return { scope: `throttle#${joinKey(source)}`, key: token };
}

/** The budget as it was noted: full before the first note, and empty where another version wrote what cannot be read. */
export function readThrottle(text: string | undefined, now: Instant, perMinute: number): ThrottleState {
  if (text === undefined) return fullBudget(now, perMinute);
  try {
    return Note.safeParse(JSON.parse(text)).data ?? emptyBudget(now);
  } catch {
    return emptyBudget(now);
  }
}

/** The budget as a note; what is less than a millionth of a request is cut off. */
export function throttleText({ refillAt, left, spare, notBefore, window }: ThrottleState): string {
  const cut = (_: string, value: unknown) => (typeof value === "number" ? Math.floor(value * 1e6) / 1e6 : value);
  return JSON.stringify({ refillAt, left, spare, notBefore, window }, cut);
}
