import assert from "node:assert/strict";
import { test } from "node:test";
import { take } from "../../lib/core/throttle.ts";
import { type Broken, probeMillis } from "../../lib/core/throttleBreaker.ts";
import { lanes } from "../../lib/core/throttleSizes.ts";
import { readThrottle, type ThrottleState, throttleText } from "../../lib/core/throttleState.ts";
import { after, ask, full, perMinute, probe, refusedUntil, second, silent, start, told } from "./silence.ts";

for (const [what, counts, opens] of [
  ["4 failures and nothing else", { failed: 4 }, false],
  ["5 failures", { failed: 5 }, true],
  ["5 failures of 9 requests", { failed: 5, ok: 4 }, true],
  ["5 failures of 10 requests", { failed: 5, ok: 5 }, false],
  ["500 failures of 1,000 requests", { failed: 500, ok: 500 }, false],
  ["501 failures of 1,001 requests", { failed: 501, ok: 500 }, true],
] as const)
  test(`${what} ${opens ? "shut a GitLab off for 30 s" : "shut nothing off"}`, () => {
    const state = after(full, counts);
    assert.equal(refusedUntil(state, start + 1), opens ? start + 30 * second : undefined);
    if (opens) assert.equal(state.broken?.failed, counts.failed);
  });

test("failures that are more than 30 s apart are no outage, and those within 25 s are", () => {
  const spread = (gap: number) => {
    let state = full;
    for (let at = 0; at < 5; at++) state = after(state, { failed: 1 }, start + at * gap);
    return state.broken !== undefined;
  };
  assert.deepEqual([spread(6_000), spread(7_600), spread(60_000)], [true, false, false]);
});

test("while it is shut off nobody gets room, then one run does, and the others once it is over", () => {
  const again = start + 30 * second;
  assert.equal(refusedUntil(silent, again - 1), again);
  const { state, probe: id } = probe(silent, again);
  assert.equal(refusedUntil(state, again + 5 * second), again + 6 * second);
  const good = told(state, { verdict: { probe: id, came: "good" } }, again + second);
  assert.ok("granted" in ask(good, again + second));
  assert.deepEqual([good.broken, good.results], [undefined, undefined]);
});

test("each bad probe shuts it off for twice as long, 5 min at most; a good one begins at 30 s again", () => {
  let [state, now] = [silent, start];
  const waits: number[] = [];
  for (let tries = 0; tries < 7; tries++) {
    const until = refusedUntil(state, now) ?? now;
    waits.push((until - now) / second);
    const one = probe(state, until);
    state = told(one.state, { verdict: { probe: one.probe, came: "bad" } }, until);
    now = until;
  }
  assert.deepEqual(waits, [30, 60, 120, 240, 300, 300, 300]);
  assert.deepEqual([state.broken?.failed, state.broken?.of], [12, 12]);
  const last = probe(state, now + 300 * second);
  const good = told(last.state, { verdict: { probe: last.probe, came: "good" } }, now + 300 * second);
  assert.equal(refusedUntil(after(good, { failed: 5 }, now + 310 * second), now + 310 * second), now + 340 * second);
});

test("a prober that tells nothing is replaced after 30 s, and what it says later is not believed", () => {
  const again = start + 30 * second;
  const dead = probe(silent, again);
  assert.notEqual(refusedUntil(dead.state, again + probeMillis - 1), undefined);
  const next = probe(dead.state, again + probeMillis);
  for (const came of ["good", "bad", "none"] as const)
    assert.deepEqual(told(next.state, { verdict: { probe: dead.probe, came } }, again + 31 * second), next.state);
});

test("a probe that asked nothing is the next one's", () => {
  const one = probe(silent, start + 30 * second);
  const left = told(one.state, { verdict: { probe: one.probe, came: "none" } }, start + 31 * second);
  assert.ok("granted" in ask(left, start + 31 * second));
});

test("what was under way when it was shut off says nothing new", () => {
  assert.deepEqual(after(silent, { failed: 50 }), silent);
  assert.deepEqual(after(silent, { ok: 50 }), silent);
});

test("an item of an older version is read, and one that cannot be read begins with nothing", () => {
  const { refillAt, left, spare } = full;
  assert.deepEqual(readThrottle(JSON.stringify({ refillAt, left, spare }), start, perMinute), full);
  for (const more of [
    { broken: { until: "soon" } },
    { broken: { until: 1, forMillis: -1, failed: 0, of: 0 } },
    { results: [{ at: 1, ok: 1 }] },
    { results: Array.from({ length: 17 }, () => ({ at: start, ok: 1, failed: 0 })) },
    { pace: { part: -1, slowedAt: 0, growsFrom: 0 } },
  ])
    assert.equal(readThrottle(JSON.stringify({ refillAt, left, spare, ...more }), start, perMinute).spare, 0);
});

test("an item to which a later version added a name is read without it: nothing would be done by this one else", () => {
  const { refillAt, left, spare } = full;
  const more = { later: true, pace: { part: 1, slowedAt: 0, growsFrom: 0, later: 1 } };
  const read = readThrottle(
    JSON.stringify({ refillAt, left: { ...left, later: 1 }, spare, ...more }),
    start,
    perMinute,
  );
  assert.deepEqual(read, { ...full, pace: { part: 1, slowedAt: 0, growsFrom: 0 } });
});

test("an item stays small: below what DynamoDB writes as one unit", () => {
  let state: ThrottleState = full;
  for (let at = 0; at < 60; at++)
    state = after(state, { ok: 900_000, failed: at % 2 ? 1 : 90_000 }, start + at * second);
  const slow = told(state, { patientUntil: start + 120 * second }, start + 60 * second);
  const window = { remaining: 1_000, resetAt: start + 100 * second };
  assert.ok(throttleText(told(slow, { window }, start + 60 * second)).length < 900);
});

test("every lane may probe", () => {
  for (const lane of lanes) {
    const taken = take(silent, { lane, least: 1, most: 10 }, { now: start + 30 * second, perMinute });
    assert.ok("granted" in taken && taken.granted === 1 && taken.probeUntil !== undefined, lane);
  }
});

test("patience that GitLab asked for goes before a probe", () => {
  const patient = told(silent, { patientUntil: start + 60 * second }, start);
  assert.deepEqual(ask(patient, start + 31 * second), { notBefore: start + 60 * second, why: "patience" });
});

const odd: Broken = { until: start + 9e12, forMillis: 30_000, failed: 5, of: 5 };

test("an end in a far year is none: the next run asks", () => {
  assert.equal(refusedUntil({ ...full, broken: odd }, start), undefined);
  const probed = { ...full, broken: { ...odd, until: start, probeUntil: start + 9e12 } };
  assert.equal(refusedUntil(probed, start), undefined);
});
