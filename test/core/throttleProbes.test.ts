import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { brokenBy, mayProbe, probeMillis, result } from "../../lib/core/throttleBreaker.ts";
import { type News, together, withNews } from "../../lib/core/throttleNews.ts";
import { readThrottle, type ThrottleState, throttleText } from "../../lib/core/throttleState.ts";
import { after, ask, full, perMinute, probe, refusedUntil, second, silent, start, told } from "./silence.ts";

const seed = 20_261_122;

const absurd = fc.constantFrom(0, 1, -1e15, 8.64e15, Number.MAX_VALUE, start, start + 1e9, 1e300, 0.5);
const count = fc.constantFrom(0, 0.3, 1e300, 7);
const brokens = fc.record(
  { until: absurd, forMillis: count, failed: count, of: count, probeUntil: absurd },
  { requiredKeys: ["until", "forMillis", "failed", "of"] },
);

test("whatever numbers stand in the item, GitLab is asked within 5 min and 10 s, and a probe heals it", () => {
  fc.assert(
    fc.property(
      brokens,
      fc.array(fc.record({ at: absurd, ok: count, failed: count }), { maxLength: 16 }),
      (broken, results) => {
        const state = readThrottle(throttleText({ ...full, broken, results }), start, perMinute);
        const again = refusedUntil(state, start) ?? start;
        assert.ok(again <= start + 310 * second, `${again - start}`);
        const later = refusedUntil(state, again) === undefined ? again : again + 41 * second;
        const one = probe(state, later);
        const bad = told(one.state, { verdict: { probe: one.probe, came: "bad" } }, later);
        const wait = (refusedUntil(bad, later) ?? 0) - later;
        assert.ok(wait >= 30 * second && wait <= 300 * second, `${wait}`);
        assert.ok((bad.broken?.failed ?? -1) >= 0 && (bad.broken?.of ?? Number.NaN) <= 1e6 + 1);
      },
    ),
    { seed, numRuns: 1_000 },
  );
});

test("results that are told together or one by one, and in whatever order, come to the same", () => {
  const one = fc.record({ after: fc.integer({ min: 0, max: 40 * second }), isFailed: fc.boolean() });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 30 }), fc.integer({ min: 0, max: 30 }), (list, cut) => {
      const now = start + 40 * second;
      const all = list.map(({ after: millis, isFailed }) => result(isFailed, start + millis));
      const news = (part: typeof all) => ({ results: part });
      const [first, second_] = [all.slice(0, cut), all.slice(cut)];
      const merged = together(news(first), news(second_), now);
      assert.deepEqual(withNews(full, merged, now).broken, withNews(full, news(all), now).broken);
      assert.deepEqual(
        brokenBy(together(news(all.toReversed()), {}, now).results ?? [], now),
        brokenBy(merged.results ?? [], now),
      );
    }),
    { seed, numRuns: 300 },
  );
});

/** A process as it takes part: its clock is wrong by up to 2 s among all, and it is told late, or never. */
interface Step {
  readonly who: number;
  readonly pause: number;
  readonly came: "good" | "bad" | "none" | "dies";
  readonly takes: number;
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    who: fc.integer({ min: 0, max: 4 }),
    pause: fc.oneof(fc.integer({ min: 0, max: 3 * second }), fc.integer({ min: 0, max: 90 * second })),
    came: fc.constantFrom("good", "bad", "none", "dies"),
    takes: fc.integer({ min: 1, max: 12 * second }),
  }),
  { minLength: 20, maxLength: 120 },
);

test("never do two probes ask at once, however the processes come, die and differ in their clocks, and never is it silent for ever", () => {
  const skews = [-second, second, 0, 700, -900];
  fc.assert(
    fc.property(steps, (list) => {
      let [state, now, busyUntil, silentSince]: [ThrottleState, number, number, number] = [silent, start, 0, start];
      let ends: { at: number; news: News } | undefined;
      const verdicts = (until: number) => {
        if (ends && ends.at <= until) state = told(state, ends.news, ends.at);
        if (ends && ends.at <= until) ends = undefined;
      };
      for (const { who, pause, came, takes } of list) {
        now += pause;
        verdicts(now);
        const mine = now + (skews[who] ?? 0);
        const taken = ask(state, mine);
        if (!("granted" in taken)) {
          assert.ok(taken.notBefore <= now + 312 * second);
          continue;
        }
        state = readThrottle(throttleText(taken.state), mine, perMinute);
        if (taken.probeUntil === undefined) {
          state = after(state, { failed: 6 }, mine);
          silentSince = now;
          continue;
        }
        assert.ok(now >= silentSince + 28 * second);
        assert.ok(now >= busyUntil, `${busyUntil - now} ms too early`);
        // The last look is sent as late as it may be.
        const lastMillis = probeMillis / 2 - 1;
        assert.ok(mayProbe(taken.probeUntil, mine + lastMillis) && !mayProbe(taken.probeUntil, mine + lastMillis + 1));
        const over = came === "dies" ? now + lastMillis + 12 * second : now + takes;
        busyUntil = over;
        if (came !== "dies") ends = { at: over, news: { verdict: { probe: taken.probeUntil, came } } };
        if (came === "bad") silentSince = over;
      }
    }),
    { seed, numRuns: 400 },
  );
});
