import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { take } from "../../lib/core/throttle.ts";
import { heard, type RateAnswer } from "../../lib/core/throttleHeard.ts";
import { pacedPerMinute } from "../../lib/core/throttlePace.ts";
import { lanes, sizesOf } from "../../lib/core/throttleSizes.ts";
import { fullBudget, readThrottle, type ThrottleState, throttleText } from "../../lib/core/throttleState.ts";

const seed = 20_261_122;
const start = Date.UTC(2026, 10, 22, 9);
const [second, minute] = [1_000, 60_000];
const perMinute = 1_000;
const no: RateAnswer = { status: 429, limit: "instance", retryAfterSeconds: 1 };

function refused(state: ThrottleState, now: number, answer: RateAnswer = no): ThrottleState {
  return readThrottle(throttleText(heard(state, answer, { now, luck: 0 })), now, perMinute);
}

function rate({ pace }: ThrottleState, now: number): number {
  return Math.round(pacedPerMinute(pace, { now, perMinute }));
}

const full = fullBudget(start, perMinute);

test("each refusal halves what is sent a minute, once in 30 s and not below a tenth, and each minute without one gives a tenth back", () => {
  let state = refused(full, start);
  assert.equal(rate(state, start), 500);
  state = refused(state, start + 20 * second);
  assert.equal(rate(state, start + 20 * second), 500);
  state = refused(state, start + 31 * second);
  assert.equal(rate(state, start + 31 * second), 250);
  const last = start + 32 * second;
  assert.deepEqual(
    [0, 59, 60, 120, 450, 6_000].map((after) => rate(state, last + after * second)),
    [250, 250, 350, 450, 950, 1_000],
  );
  for (let now = start + minute, at = 0; at < 9; at++, now += 40 * second) state = refused(state, now);
  assert.equal(rate(state, start + minute + 320 * second), 100);
});

test("a wait that GitLab asked for is no minute without a refusal: nothing was sent", () => {
  const state = refused(full, start, { status: 429, limit: "instance" });
  assert.equal(rate(state, start + 119 * second), 500);
  assert.equal(rate(state, start + 120 * second), 600);
});

test("a budget of 60 a minute stays what it is: less would have no room for a run", () => {
  assert.equal(pacedPerMinute({ part: 0.1, slowedAt: start, growsFrom: start }, { now: start, perMinute: 60 }), 60);
});

/** All that is granted within a minute to lanes that never have enough. */
function inAMinute(before: ThrottleState, from: number): number {
  let [state, sum] = [before, 0];
  for (let now = from; now < from + minute; now += 250)
    for (const lane of lanes) {
      const taken = take(state, { lane, least: 1, most: 100 }, { now, perMinute });
      if (!("granted" in taken)) continue;
      state = taken.state;
      sum += taken.granted;
    }
  return sum;
}

test("of the pace and GitLab's own window the smaller one holds", () => {
  const now = start + 2 * second;
  const slow = refused(full, start);
  const { batch } = sizesOf(500);
  const tell = (remaining: number) =>
    heard(slow, { status: 200, window: { remaining, resetAt: now + minute } }, { now, luck: 0 });
  assert.ok(inAMinute(tell(5_000), now) <= 500 + batch);
  assert.ok(inAMinute(tell(5_000), now) > 400);
  assert.ok(inAMinute(tell(120), now) <= 120);
});

test("limits of one endpoint and of one job slow nothing down", () => {
  for (const limit of ["endpoint", "object"] as const)
    assert.equal(heard(full, { status: 429, limit }, { now: start, luck: 0 }).pace, undefined);
});

const absurd = fc.constantFrom(0, 0.2, 1, -5, 1e9, 8.64e15, Number.MAX_VALUE, start, start + 1e9, 1e300);

test("whatever stands in the item, it is asked at a tenth to the whole of what is configured, and at the whole in the end", () => {
  const paces = fc.record({ part: fc.constantFrom(0, 0.05, 0.5, 7, 1e300), slowedAt: absurd, growsFrom: absurd });
  fc.assert(
    fc.property(paces, (pace) => {
      const state = readThrottle(throttleText({ ...full, pace }), start, perMinute);
      assert.ok(rate(state, start) >= 100 && rate(state, start) <= 1_000);
      assert.equal(rate(refused(state, start), start + 90 * minute), 1_000);
      assert.equal(rate(state, start + 90 * minute), 1_000);
    }),
    { seed, numRuns: 500 },
  );
});

test("a patience until a year that nobody asked for is none, and keeps nobody from noting a true one", () => {
  const odd = { ...full, notBefore: Date.UTC(9999, 0, 1) };
  assert.ok("granted" in take(odd, { lane: "keep", least: 1, most: 1 }, { now: start, perMinute }));
  assert.equal(refused(odd, start).notBefore, start + second);
});

/** What GitLab, or what stands before it, may send in its headers. */
for (const [what, answer] of [
  ["a window that leaves less than nothing", { status: 200, window: { remaining: -1, resetAt: start + minute } }],
  ["a window that leaves no number", { status: 200, window: { remaining: Number.NaN, resetAt: start + minute } }],
  ["a window until the year 9999", { status: 200, window: { remaining: 0, resetAt: Date.UTC(9999, 0, 1) } }],
  ["a window that is over", { status: 200, window: { remaining: 0, resetAt: start - minute } }],
  ["a window with more than the limit", { status: 200, window: { remaining: 1e12, resetAt: start + minute } }],
] as const satisfies readonly (readonly [string, RateAnswer])[])
  test(`${what} changes nothing of what may be sent`, () => {
    const state = heard(full, answer, { now: start, luck: 0 });
    assert.equal(inAMinute(state, start), inAMinute(full, start));
  });
