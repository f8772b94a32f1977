import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Taken, take } from "../../lib/core/throttle.ts";
import { heard, patienceOf, type RateAnswer } from "../../lib/core/throttleHeard.ts";
import { refilled } from "../../lib/core/throttleRefill.ts";
import { type Lane, lanes, leaseMillis, mostAtOnce, shares, sizesOf } from "../../lib/core/throttleSizes.ts";
import { fullBudget, readThrottle, type ThrottleState, throttleText } from "../../lib/core/throttleState.ts";

const seed = 20_261_101;
const start = Date.UTC(2026, 10, 20, 9);
const minute = 60_000;

const lane = fc.constantFrom(...lanes);
const budgets = fc.integer({ min: 60, max: 20_000 });
const steps = fc.array(
  fc.record({
    pause: fc.oneof(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 90_000 })),
    lane,
    least: fc.integer({ min: 1, max: 12 }),
    most: fc.integer({ min: 1, max: 400 }),
  }),
  { minLength: 40, maxLength: 400 },
);

interface Grant {
  readonly at: number;
  readonly count: number;
}

/** The most that was granted in any span of so many milliseconds. */
function mostWithin(grants: readonly Grant[], millis: number): number {
  let [first, sum, most] = [0, 0, 0];
  for (const { at, count } of grants) {
    sum += count;
    for (; (grants[first]?.at ?? at) <= at - millis; first++) sum -= grants[first]?.count ?? 0;
    most = Math.max(most, sum);
  }
  return most;
}

function granted(taken: Taken): { count: number; state?: ThrottleState } {
  return "granted" in taken ? { count: taken.granted, state: taken.state } : { count: 0 };
}

/** Takes as long as a lane gets anything: as greedy as can be. */
function drain(state: ThrottleState, lane: Lane, at: { now: number; perMinute: number }) {
  const { batch } = sizesOf(at.perMinute);
  let [left, count] = [state, 0];
  for (;;) {
    const one = granted(take(left, { lane, least: 1, most: batch }, at));
    if (!one.state) return { state: left, count };
    left = one.state;
    count += one.count;
  }
}

test("in any minute and the time of a lease no more than the budget and one batch is granted, whoever asks for what", () => {
  fc.assert(
    fc.property(budgets, steps, (perMinute, list) => {
      let [state, now] = [fullBudget(start, perMinute), start];
      const grants: Grant[] = [];
      for (const { pause, ...wish } of list) {
        now += pause;
        const one = granted(take(state, wish, { now, perMinute }));
        state = readThrottle(throttleText(one.state ?? state), now, perMinute);
        grants.push({ at: now, count: one.count });
      }
      assert.ok(mostWithin(grants, minute + leaseMillis) <= perMinute + sizesOf(perMinute).batch);
    }),
    { seed, numRuns: 150 },
  );
});

test("lanes that never have enough come to their bound and no further, and use more than nine tenths of the budget", () => {
  for (const perMinute of [600, 2_000, 30_000]) {
    let state = fullBudget(start, perMinute);
    const grants: Grant[] = [];
    for (let now = start; now < start + 10 * minute; now += 250)
      for (const one of lanes.toReversed()) {
        const took = drain(state, one, { now, perMinute });
        state = took.state;
        grants.push({ at: now, count: took.count });
      }
    assert.ok(mostWithin(grants, minute + leaseMillis) <= perMinute + sizesOf(perMinute).batch);
    const all = grants.reduce((sum, { count }) => sum + count, 0);
    assert.ok(all >= 0.9 * 10 * perMinute, `${all} of ${10 * perMinute}`);
  }
});

test("a lane gets its share although all the others take whatever they can, before it and behind it", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 60, max: 2_000 }),
      lane,
      fc.integer({ min: 100, max: 900 }),
      (perMinute, quiet, pause) => {
        const others = lanes.filter((one) => one !== quiet);
        const least = mostAtOnce[quiet];
        let [state, got] = [fullBudget(start, perMinute), 0];
        for (let now = start; now < start + 5 * minute; now += pause) {
          for (const one of others) state = drain(state, one, { now, perMinute }).state;
          const mine = granted(take(state, { lane: quiet, least, most: least }, { now, perMinute }));
          state = mine.state ?? state;
          got += mine.count;
        }
        // A lane holds one run, so what comes in between that and the next ask is lost to it.
        const perSecond = shares[quiet] * sizesOf(perMinute).perSecond;
        const share = (300 * perSecond * least) / (least + (perSecond * pause) / 1000);
        const asked = Math.ceil((5 * minute) / pause) * least;
        assert.ok(got >= Math.min(asked, share - least), `${got} of ${share}`);
      },
    ),
    { seed, numRuns: 10 },
  );
});

test("what idle lanes do not use flows over to one that is busy, be it the least urgent", () => {
  for (const busy of lanes) {
    let [state, got] = [fullBudget(start, 600), 0];
    for (let now = start; now < start + 10 * minute; now += 500) {
      const took = drain(state, busy, { now, perMinute: 600 });
      state = took.state;
      got += took.count;
    }
    assert.ok(got >= 0.9 * 6_000, `${busy} got ${got}`);
  }
});

test("an urgent lane that comes to a spent budget goes before a less urgent one", () => {
  const perMinute = 600;
  let state = fullBudget(start, perMinute);
  const got = { retry: 0, sweep: 0 };
  for (let now = start; now < start + 10 * minute; now += 100)
    for (const one of ["sweep", "retry"] as const) {
      const took = granted(take(state, { lane: one, least: 6, most: 10 }, { now, perMinute }));
      state = took.state ?? state;
      got[one] += took.count;
    }
  const all = got.retry + got.sweep;
  assert.ok(got.sweep >= 0.09 * all && got.sweep <= 0.2 * all, JSON.stringify(got));
});

test("who waits as long as it was told gets what it wants, unless somebody else was there before", () => {
  fc.assert(
    fc.property(budgets, steps, (perMinute, list) => {
      let [state, now] = [fullBudget(start, perMinute), start];
      for (const { pause, lane: one, least, most } of list) {
        now += pause;
        const taken = take(state, { lane: one, least: Math.min(least, mostAtOnce[one]), most }, { now, perMinute });
        if ("granted" in taken) state = taken.state;
        else {
          const wish = { lane: one, least: Math.min(least, mostAtOnce[one]), most };
          assert.ok("granted" in take(state, wish, { now: taken.notBefore + 1, perMinute }));
          assert.ok(taken.notBefore - now <= 3_600_000);
        }
      }
    }),
    { seed, numRuns: 200 },
  );
});

const absurd = fc.oneof(
  fc.double(),
  fc.constantFrom(Number.NaN, Infinity, -Infinity, -1, 0, -0, 1e308, 1e-308, 2 ** 60, start, start + 1e9),
);

test("whatever is in the ledger or is told, no number in the budget is negative, too large or none", () => {
  const left = fc.record(Object.fromEntries(lanes.map((one) => [one, absurd])) as Record<Lane, typeof absurd>);
  const window = fc.record({ remaining: absurd, resetAt: absurd });
  const states = fc.record({ refillAt: absurd, left, spare: absurd, notBefore: absurd, window });
  const answers = fc.record(
    { status: fc.constantFrom(200, 429), limit: fc.constant("instance" as const), retryAfterSeconds: absurd, window },
    { requiredKeys: ["status"] },
  );
  fc.assert(
    fc.property(states, answers, lane, absurd, absurd, (before, answer, one, count, perMinute) => {
      const state = heard(refilled(before, { now: start, perMinute }), answer, { now: start, luck: count });
      const taken = take(state, { lane: one, least: count, most: count }, { now: start, perMinute });
      if ("notBefore" in taken) assert.ok(taken.notBefore > start && taken.notBefore <= start + 4_320_000);
      else {
        const { caps, room } = sizesOf(perMinute);
        assert.ok(Number.isInteger(taken.granted) && taken.granted >= 1);
        for (const each of lanes) assert.ok(taken.state.left[each] >= 0 && taken.state.left[each] <= caps[each]);
        assert.ok(taken.state.spare >= 0 && taken.state.spare <= room);
        assert.ok((taken.state.window?.remaining ?? 0) >= 0);
        assert.notEqual(readThrottle(throttleText(taken.state), start, perMinute).spare, Number.NaN);
      }
    }),
    { seed, numRuns: 2_000 },
  );
});

test("a budget that nobody has noted is full, and one that cannot be read begins with nothing", () => {
  assert.equal(readThrottle(undefined, start, 600).left.retry, sizesOf(600).caps.retry);
  for (const text of ["", "null", "[]", "{", '{"refillAt":1}', '{"left":{"keep":-1}}', '"1"'])
    assert.deepEqual(
      [
        "granted" in
          take(readThrottle(text, start, 600), { lane: "keep", least: 1, most: 1 }, { now: start, perMinute: 600 }),
      ],
      [false],
      text,
    );
});

for (const [why, answer, seconds] of [
  ["a time", { retryAfterSeconds: 30 }, 30],
  ["no time", {}, 60],
  ["nothing that is a number", { retryAfterSeconds: Number.NaN }, 60],
  ["no time at all", { retryAfterSeconds: 0 }, 1],
  ["a time in the past", { retryAfterSeconds: -1_609_855_526 }, 1],
  ["a year", { retryAfterSeconds: 31_536_000 }, 3600],
] as const)
  test(`a 429 that asks for ${why} closes the source for ${seconds} s, by luck a fifth longer, and never shorter`, () => {
    const told: RateAnswer = { status: 429, limit: "instance", ...answer };
    assert.equal(patienceOf(told, start, 0), start + seconds * 1000);
    assert.equal(patienceOf(told, start, 1), start + seconds * 1200);
    const state = heard(fullBudget(start, 600), told, { now: start, luck: 0 });
    const at = (now: number) => take(state, { lane: "keep", least: 1, most: 1 }, { now, perMinute: 600 });
    assert.deepEqual(at(start + seconds * 1000 - 1), { notBefore: start + seconds * 1000, why: "patience" });
    assert.ok("granted" in at(start + seconds * 1000));
  });

test("a shorter wait that is asked for later does not open what a longer one closed", () => {
  const told = (retryAfterSeconds: number) => ({ status: 429, limit: "instance" as const, retryAfterSeconds });
  const long = heard(fullBudget(start, 600), told(120), { now: start, luck: 0 });
  assert.equal(heard(long, told(5), { now: start + 1_000, luck: 0 }).notBefore, start + 120_000);
});

for (const limit of ["object", "endpoint"] as const)
  test(`a 429 of one ${limit} closes nothing else`, () => {
    const state = fullBudget(start, 600);
    assert.equal(heard(state, { status: 429, limit, retryAfterSeconds: 60 }, { now: start, luck: 0 }), state);
  });

test("what GitLab has left lasts until it counts anew, however much more we may send, and each lane keeps its part", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 400 }),
      fc.integer({ min: 1, max: 60 }),
      lane,
      (remaining, seconds, quiet) => {
        const window = { remaining, resetAt: start + seconds * 1000 };
        let state = heard(fullBudget(start, 6_000), { status: 200, window }, { now: start, luck: 0 });
        const part = state.left[quiet];
        let [sum, mine] = [0, 0];
        for (let now = start; now < window.resetAt; now += 200)
          for (const one of [...lanes.filter((other) => other !== quiet), quiet]) {
            const took = drain(state, one, { now, perMinute: 6_000 });
            state = took.state;
            sum += took.count;
            if (one === quiet) mine += took.count;
          }
        assert.ok(sum <= remaining, `${sum} of ${remaining}`);
        assert.ok(mine >= Math.floor(part), `${mine} of ${part}`);
        const later = drain(state, "keep", { now: window.resetAt + minute, perMinute: 6_000 });
        assert.ok(later.count >= 100);
      },
    ),
    { seed, numRuns: 30 },
  );
});

test("of two windows the one that leaves less holds, until it is over", () => {
  const tell = (state: ThrottleState, remaining: number, seconds: number, now = start) =>
    heard(state, { status: 200, window: { remaining, resetAt: start + seconds * 1000 } }, { now, luck: 0 });
  const low = tell(fullBudget(start, 600), 5, 40);
  assert.equal(tell(low, 400, 40).window?.remaining, 5);
  assert.equal(tell(low, 3, 40).window?.remaining, 3);
  assert.equal(tell(low, 400, 100, start + 41_000).window?.remaining, 400);
});

for (const [what, remaining, seconds] of [
  ["is over", 5, 0],
  ["is long over", 5, -1_609_855_526],
  ["ends in more than an hour", 5, 3_601],
  ["leaves less than nothing", -1, 30],
  ["leaves no number", Number.NaN, 30],
  ["ends at no number", 5, Number.NaN],
] as const)
  test(`a window that ${what} changes nothing`, () => {
    const state = fullBudget(start, 600);
    const window = { remaining, resetAt: start + seconds * 1000 };
    assert.equal(heard(state, { status: 200, window }, { now: start, luck: 0 }), state);
  });

test("a clock that is far ahead freezes the budget for nobody", () => {
  const ahead = { ...fullBudget(start + 3_600_000, 600), left: fullBudget(start, 600).left, spare: 0 };
  const spent = drain(ahead, "retry", { now: start, perMinute: 600 }).state;
  assert.ok("granted" in take(spent, { lane: "retry", least: 7, most: 7 }, { now: start + minute, perMinute: 600 }));
});
