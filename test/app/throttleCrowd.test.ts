import assert from "node:assert/strict";
import { test } from "node:test";
import type { RateAnswer } from "../../lib/core/throttleHeard.ts";
import { type Lane, shares, sizesOf } from "../../lib/core/throttleSizes.ts";
import { crowd, luckOf, mostInAMinute, type Sent, second, start } from "./throttleCrowd.ts";
import { throttleProofs } from "./throttleProof.ts";

const perMinute = 600;
const { batch } = sizesOf(perMinute);
const fifty = { keep: 16, retry: 17, sweep: 17 };

function sentBy(sent: readonly Sent[], lane: Lane): number {
  return sent.filter((one) => one.lane === lane).length;
}

test("fifty processes that want all they can get send no more in any minute than the budget and one batch, and each lane its share", async () => {
  const { sent } = await crowd({ workers: fifty, perMinute, seconds: 300, luck: luckOf(1) });
  assert.ok(mostInAMinute(sent) <= perMinute + batch, `${mostInAMinute(sent)} in a minute`);
  assert.ok(sent.length >= 0.8 * 5 * perMinute, `${sent.length} in all`);
  for (const lane of ["keep", "retry", "sweep"] as const)
    assert.ok(sentBy(sent, lane) >= 0.85 * shares[lane] * sent.length, `${lane} sent ${sentBy(sent, lane)}`);
});

test("fifty sweeps that are alone use the whole budget, and no more", async () => {
  const { sent } = await crowd({ workers: { sweep: 50 }, perMinute, seconds: 300, luck: luckOf(2) });
  assert.ok(mostInAMinute(sent) <= perMinute + batch && sent.length >= 0.8 * 5 * perMinute, `${sent.length} in all`);
});

test("a keep that comes now and then waits for no sweep, and the sweeps go on", async () => {
  const workers = { keep: 2, sweep: 48 };
  const { sent, waits } = await crowd({ workers, perMinute, seconds: 200, luck: luckOf(3), restMillis: 2_000 });
  const keeps = waits.filter(({ lane }) => lane === "keep").map(({ millis }) => millis);
  assert.ok(keeps.length > 100 && Math.max(...keeps) < second, `${keeps.length} keeps, ${Math.max(...keeps)} ms`);
  assert.ok(sentBy(sent, "sweep") > 800, `${sentBy(sent, "sweep")} sent by sweeps`);
});

/** GitLab's own count, of all that comes with one token, by the whole minute. */
function rackAttack(limit: number, isTold: boolean): (at: number) => RateAnswer {
  const counts = new Map<number, number>();
  return (at) => {
    const period = Math.floor(at / (60 * second));
    const observed = (counts.get(period) ?? 0) + 1;
    counts.set(period, observed);
    const resetAt = (period + 1) * 60 * second;
    const window = { remaining: Math.max(0, limit - observed), resetAt };
    if (observed <= limit) return { status: 200, ...(isTold && { window }) };
    return { status: 429, limit: "instance", retryAfterSeconds: Math.ceil((resetAt - at) / second) };
  };
}

test("a GitLab that tells what it has left refuses nothing, although it allows half of our budget", async () => {
  const answer = rackAttack(perMinute / 2, true);
  const { sent } = await crowd({ workers: fifty, perMinute, seconds: 300, luck: luckOf(4), answer });
  assert.equal(sent.filter(({ status }) => status === 429).length, 0);
  assert.ok(sent.length >= 0.75 * 5 * 300, `${sent.length} sent`);
  for (const lane of ["keep", "retry", "sweep"] as const)
    assert.ok(sentBy(sent, lane) >= 0.7 * shares[lane] * sent.length, `${lane} sent ${sentBy(sent, lane)}`);
});

test("a GitLab that only refuses is left alone by everybody within 2 s, until it wants to be asked again", async () => {
  const answer = rackAttack(perMinute / 2, false);
  const { sent } = await crowd({ workers: fifty, perMinute, seconds: 300, luck: luckOf(5), answer });
  const refused = sent.filter(({ status }) => status === 429);
  for (const { at } of refused) {
    const reset = (Math.floor(at / (60 * second)) + 1) * 60 * second;
    const first = refused.find((one) => one.at > reset - 60 * second)?.at ?? at;
    assert.deepEqual(sent.filter((one) => one.at > first + 2 * second && one.at < reset).length, 0);
  }
  assert.ok(refused.length > 0 && refused.length < 100, `${refused.length} refused`);
  assert.ok(sent.length >= 0.6 * 5 * 300, `${sent.length} sent`);
});

const from = start + 60 * second;
const until = from + 40 * second;
const closedForAWhile = (at: number): RateAnswer =>
  at >= from && at < until
    ? { status: 429, limit: "instance", retryAfterSeconds: (until - at) / second }
    : { status: 200 };

for (const [who, options] of [
  ["a long run", { workers: fifty, mostMillis: 1_500 }],
  ["short runs of one request", { workers: { patrol: 12 }, restMillis: 700 }],
] as const)
  test(`one process hears a 429, and the others stop within 2 s in the middle of ${who}`, async () => {
    const { sent } = await crowd({ ...options, perMinute, seconds: 150, luck: luckOf(6), answer: closedForAWhile });
    const first = sent.find(({ at }) => at >= from)?.at ?? 0;
    assert.deepEqual(
      sent.filter(({ at }) => at > first + 2 * second && at < until).map(({ at }) => at - first),
      [],
    );
    assert.ok(sent.some(({ at }) => at < from) && sent.some(({ at }) => at > until));
  });

test("processes that take, wait for a whole run and give back, and then all need all they took, send no more than that", async () => {
  const turn = start + 60 * second;
  for (const millis of [300, 1_700, 2_800]) {
    const runs = (at: number) => (at < turn ? { requests: 1, millis } : { requests: 7, millis: 5 });
    const { sent } = await crowd({ workers: { retry: 150 }, perMinute, seconds: 121, luck: luckOf(9), runs });
    assert.ok(mostInAMinute(sent) <= perMinute + batch, `${mostInAMinute(sent)} in a minute, ${millis} ms`);
    assert.ok(sent.length > 600, `${sent.length} sent`);
  }
});

test("a table that cannot be asked stops everybody, and loses nobody", async () => {
  const { sent } = await crowd({
    workers: fifty,
    perMinute,
    seconds: 150,
    luck: luckOf(7),
    faults: (at) => (at >= from && at < until ? "unavailable" : undefined),
  });
  const late = sent.filter(({ at }) => at > from + 5 * second && at < until);
  assert.equal(late.length, 0);
  assert.ok(
    sentBy(
      sent.filter(({ at }) => at > until),
      "sweep",
    ) > 10,
  );
});

test("a table that loses, refuses and hides writes never lets more be sent, and lets some", async () => {
  const luck = luckOf(8);
  const kinds = ["throttled", "conflict", "ambiguousApplied", "ambiguousLost", "unavailable"] as const;
  const faults = () => (luck() < 0.3 ? kinds[Math.floor(luck() * kinds.length)] : undefined);
  const { sent } = await crowd({ workers: fifty, perMinute, seconds: 200, luck, faults });
  assert.ok(mostInAMinute(sent) <= perMinute + batch);
  assert.ok(sent.length > 300, `${sent.length} sent`);
});

for (const { says, cases, run } of throttleProofs)
  test(`drawn at random: ${says}`, async () => {
    assert.deepEqual((await run(cases.onPush, 20_261_101)).violations, []);
  });
