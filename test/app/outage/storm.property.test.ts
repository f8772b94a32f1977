import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Fault, Operation } from "../../../lib/store/memoryFaults.ts";
import { manyFailed, storm } from "./storm.ts";

const seed = 20_261_122;
const minutes = 100;
const windowMillis = 600_000;

/** What GitLab makes of each new job, and how the table stumbles. */
interface Weather {
  readonly jobs: number;
  readonly atOnce: number;
  /** How many canaries fail before one succeeds. */
  readonly failing: number;
  /** Of a hundred operations on the table so many go wrong. */
  readonly faults: number;
  readonly dice: number;
}

const weathers: fc.Arbitrary<Weather> = fc.record({
  jobs: fc.integer({ min: 1, max: 45 }),
  atOnce: fc.integer({ min: 1, max: 12 }),
  failing: fc.integer({ min: 0, max: 2 }),
  faults: fc.constantFrom(0, 0, 3, 10),
  dice: fc.integer({ min: 1, max: 2 ** 30 }),
});

/** The same numbers from 0 to 1 for the same seed. */
function diceOf(from: number): () => number {
  let state = from;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x80000000;
  };
}

const wrong: readonly Fault[] = ["throttled", "conflict", "ambiguousApplied", "ambiguousLost"];

/** Performs what is due, so many at once, whatever the table does. */
async function workThrough(s: Awaited<ReturnType<typeof storm>>, atOnce: number): Promise<void> {
  for (let rounds = 0; rounds < 60; rounds++) {
    try {
      return await s.work(atOnce);
    } catch {
      // as a function that failed: what it held comes due again
    }
  }
}

/** What was made to run again, and when. */
interface Seen {
  /** `isCanary`: while an outage had its canary under way. */
  readonly effects: readonly { readonly at: number; readonly isCanary: boolean }[];
  readonly unfinished: readonly string[];
  /** When outages opened and closed, in their order. */
  readonly told: readonly { readonly step: string; readonly at: number }[];
  readonly logged: number;
}

async function through({ jobs, atOnce, failing, faults, dice }: Weather): Promise<Seen> {
  const throwDice = diceOf(dice);
  let isCalm = true;
  const stumble = (operation: Operation): Fault | undefined => {
    if (isCalm || throwDice() * 100 >= faults) return undefined;
    const isWrite = operation.kind === "commit" || operation.kind === "putNote";
    return isWrite ? wrong[Math.floor(throwDice() * wrong.length)] : "throttled";
  };
  const s = await storm({ jobs: manyFailed(jobs), store: { faults: stumble } });
  const old = new Set(s.jobs.keys());
  const effects: { at: number; isCanary: boolean }[] = [];
  s.hooks.beforeCall = async () => {
    const text = s.store.tables.get("ledger", "outage#gitlab", "r/runner_system_failure/42")?.value;
    effects.push({ at: s.now(), isCanary: String(text).includes('"canary":') });
  };
  await s.planAll();
  for (let minute = 0; minute < minutes; minute++) {
    isCalm = false;
    await workThrough(s, atOnce);
    await s.tend().catch(() => {});
    isCalm = true;
    const status = effects.filter(({ isCanary }) => isCanary).length <= failing ? "failed" : "success";
    // What is made to run again has ended two minutes later.
    if (minute % 2 === 1)
      for (const { id, status: was } of [...s.jobs.values()])
        if (!old.has(id) && was === "pending") s.change(id, { status });
    s.later(60);
  }
  const unfinished = (await s.store.tasks(10_000)).filter(({ state }) => state !== "done");
  return {
    effects,
    unfinished: unfinished.map(({ id, state, reason }) => `${id} ${state} ${reason}`),
    told: await s.told(),
    logged: s.errors.filter((what) => what === "outage opened").length,
  };
}

/** The most in one window before the first outage was over. */
function mostInWindow({ effects, told }: Seen): number {
  const end = told.find(({ step }) => step === "closed")?.at ?? Number.POSITIVE_INFINITY;
  const windows = new Map<number, number>();
  for (const { at } of effects.filter((one) => one.at < end))
    windows.set(at - (at % windowMillis), (windows.get(at - (at % windowMillis)) ?? 0) + 1);
  return Math.max(0, ...windows.values());
}

test("however many workers there are and however the table stumbles: at most 20 and one canary a window until one helped, one canary at a time, each outage told once, and all is done in the end", async () => {
  let [opened, sent] = [0, 0];
  await fc.assert(
    fc.asyncProperty(weathers, async (weather) => {
      const seen = await through(weather);
      assert.deepEqual(seen.unfinished, []);
      assert.equal(seen.effects.length, weather.jobs);
      assert.ok(mostInWindow(seen) <= 21, `${mostInWindow(seen)} in a window`);
      const canaries = seen.effects.filter(({ isCanary }) => isCanary).map(({ at }) => at);
      assert.ok(canaries.every((at, nth) => nth === 0 || at - (canaries[nth - 1] ?? 0) >= 300_000));
      for (const [nth, { step }] of seen.told.entries()) assert.equal(step, nth % 2 === 0 ? "opened" : "closed");
      const times = seen.told.filter(({ step }) => step === "opened").length;
      if (weather.faults === 0) {
        const parked = Math.max(0, weather.jobs - 20);
        assert.deepEqual([times, seen.logged], parked > 0 ? [1, 1] : [0, 0]);
        assert.equal(canaries.length, Math.min(weather.failing + 1, parked));
        assert.equal(seen.told.length - times, parked > weather.failing ? 1 : 0);
      }
      opened += times;
      sent += canaries.length;
    }),
    { seed, numRuns: 25 },
  );
  assert.ok(opened > 7 && sent > opened, `${opened} outages, ${sent} canaries`);
});
