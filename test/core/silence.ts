import assert from "node:assert/strict";
import { type Taken, take } from "../../lib/core/throttle.ts";
import { type News, withNews } from "../../lib/core/throttleNews.ts";
import { fullBudget, readThrottle, type ThrottleState, throttleText } from "../../lib/core/throttleState.ts";

// A budget, and what its breaker hears of a GitLab that falls silent.

export const start = Date.UTC(2026, 10, 22, 9);
export const second = 1_000;
export const perMinute = 600;

export function told(state: ThrottleState, news: News, now: number): ThrottleState {
  return readThrottle(throttleText(withNews(state, news, now)), now, perMinute);
}

/** So many results at one moment, told at once. */
export function after(state: ThrottleState, counts: { ok?: number; failed?: number }, now = start): ThrottleState {
  const { ok = 0, failed = 0 } = counts;
  return told(state, { results: [{ at: now, ok, failed }] }, now);
}

export function ask(state: ThrottleState, now: number): Taken {
  return take(state, { lane: "retry", least: 7, most: 10 }, { now, perMinute });
}

/** Takes the room that a probe gets. */
export function probe(state: ThrottleState, now: number): { state: ThrottleState; probe: number } {
  const taken = ask(state, now);
  assert.ok("granted" in taken && taken.probeUntil !== undefined);
  assert.equal(taken.granted, 7);
  return { state: readThrottle(throttleText(taken.state), now, perMinute), probe: taken.probeUntil };
}

export function refusedUntil(state: ThrottleState, now: number): number | undefined {
  const taken = ask(state, now);
  return "notBefore" in taken && taken.why === "silence" ? taken.notBefore : undefined;
}

export const full = fullBudget(start, perMinute);
export const silent = after(full, { failed: 5 });
