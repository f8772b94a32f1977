import assert from "node:assert/strict";
import { test } from "node:test";
import { orderMatters } from "./order.ts";
import { runSchedule } from "./schedule.ts";
import { runInThreads } from "./threads.ts";

const first = 20_260_000;

test("ten thousand hostile schedules break no promise, and do meet the dangers", { timeout: 600_000 }, async () => {
  const { schedules, violations, sometimes, judged } = await runInThreads({ count: 10_000, seed: first });
  assert.deepEqual(violations.slice(0, 5), []);
  assert.equal(schedules, 10_000);
  for (const danger of [
    "outcome unknown",
    "crash after table mark",
    "crash after call play",
    "step claim from calling",
    "step claim from claimed",
    "call late",
    "table ambiguousApplied at mark",
    "table ambiguousLost at record",
    "record lost",
    "hook lost",
    "frozen",
  ])
    assert.ok((sometimes[danger] ?? 0) > 0, `never met: ${danger}`);
  const promises = "P1 P5 P9 P10 P11 P12 P13 P14 P15 P18 P19 P20 P21 P33 P36 P39 P45 limits gates".split(" ");
  for (const promise of promises) assert.ok((judged[promise] ?? 0) > 0, `never judged: ${promise}`);
});

test("a seed is one schedule: played again, alone or among others, everything happens at the same moments", async () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const alone = await runSchedule(seed, { trace: true });
    const others = [7, 8, 9].map((other) => runSchedule(other));
    const again = await runSchedule(seed, { trace: true });
    await Promise.all(others);
    assert.ok(alone.trace.length > 0);
    assert.deepEqual(again, alone);
  }
});

test("deliveries out of order, late and told twice end in the same effects as those in order", async () => {
  for (let seed = first; seed < first + 150; seed++) assert.deepEqual(await orderMatters(seed), [], `seed ${seed}`);
});
