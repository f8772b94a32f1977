import assert from "node:assert/strict";
import { test } from "node:test";
import type { SentAgain } from "../../../lib/core/hooks.ts";
import { hour, minute, start, tended } from "./hookyard.ts";

/** A hook that was seen while it worked, then failed so often and paused, and that works again now. */
async function recovered(failures: number, changes: { everyMillis?: number } = {}) {
  const { everyMillis = minute } = changes;
  const y = tended();
  const [hook] = y.addProject("shop/api", 7);
  assert.ok(hook);
  y.deliver(hook);
  await y.tend();
  for (let count = 0; count < failures; count++) {
    y.pass(everyMillis);
    y.deliver(hook, { responseStatus: 503 });
  }
  hook.state = "paused";
  await y.tend();
  y.pass(10 * minute);
  hook.state = "working";
  y.deliver(hook);
  const run = async () => {
    await y.tend();
    y.pass(minute);
  };
  return { ...y, hook, run, keys: () => y.state.resent.map(({ key }) => key) };
}

/** The keys of those events, in this order. */
const events = (...ids: number[]) => ids.map((id) => `event ${id}`);

test("what failed while a hook was paused is sent again once it works, newest first, each once", async () => {
  const y = await recovered(4);
  for (let run = 0; run < 3; run++) await y.run();
  assert.deepEqual(y.keys(), events(5, 4, 3, 2));
  const [standing] = await y.standings();
  assert.deepEqual([standing?.resent, standing?.waiting, standing?.state], [4, 0, "working"]);
  assert.deepEqual(y.told().slice(1), [
    "info hook 7 works again",
    "info 4 deliveries failed between 2026-11-20T09:01:00Z and 2026-11-20T09:04:00Z: each is sent again once",
  ]);
});

test("while a hook is paused or disabled, or its last delivery was not taken, nothing is sent again", async () => {
  const y = await recovered(4);
  for (const state of ["paused", "disabled"] as const) {
    y.hook.state = state;
    await y.run();
  }
  y.hook.state = "working";
  y.deliver(y.hook, { responseStatus: 302 });
  await y.run();
  assert.deepEqual(y.keys(), []);
  y.deliver(y.hook);
  await y.run();
  assert.equal(y.keys().length, 5);
});

test("no minute has more than five", async () => {
  const y = await recovered(17);
  for (let run = 0; run < 6; run++) {
    await y.tend();
    y.pass(minute / 3);
  }
  assert.equal(y.keys().length, 10);
  for (let run = 0; run < 20; run++) {
    await y.tend();
    y.pass(minute / 3);
  }
  assert.deepEqual(y.keys(), events(...Array.from({ length: 17 }, (_, at) => 18 - at)));
  const times = y.state.resent.map(({ at }) => at);
  for (const from of times) assert.ok(times.filter((at) => at >= from && at < from + minute).length <= 5);
});

test("of hundreds the newest 50 are sent again, and the rest is told of", async () => {
  const y = await recovered(120, { everyMillis: 1_000 });
  for (let run = 0; run < 15; run++) await y.run();
  assert.deepEqual(y.keys(), events(...Array.from({ length: 50 }, (_, at) => 121 - at)));
  assert.match(
    y.told().at(-1) ?? "",
    /120 deliveries failed between .*: the newest 50 are sent again once, and of the others the patrol has found/,
  );
});

test("a busy hook's failures are found behind hundreds that went well, by what the receiver answered", async () => {
  const y = await recovered(6);
  for (let count = 0; count < 500; count++) y.deliver(y.hook);
  await y.run();
  await y.run();
  assert.deepEqual(y.keys(), events(7, 6, 5, 4, 3, 2));
  assert.ok(y.state.requests.filter((one) => one.startsWith("attempts")).length <= 1 + 10 + 2 * 5);
  assert.match(y.told().at(-1) ?? "", /at least 6 deliveries/);
});

test("what failed more than a day ago, before the hook was known, or is no matter of rules is not sent again", async () => {
  const y = await recovered(0);
  y.deliver(y.hook, { responseStatus: 500, createdAt: y.state.now - 25 * hour });
  y.deliver(y.hook, { responseStatus: 500, trigger: "note_hooks" });
  const bare = y.deliver(y.hook, { responseStatus: 500 });
  y.hook.attempts.splice(y.hook.attempts.indexOf(bare), 1);
  const { idempotencyKey: _, ...keyless } = bare;
  y.hook.attempts.push(keyless);
  y.deliver(y.hook);
  await y.run();
  assert.deepEqual(y.keys(), []);
  assert.deepEqual(y.told().slice(1), ["info hook 7 works again"]);
  assert.equal((await y.standings())[0]?.state, "working");

  const early = tended();
  const [old] = early.addProject("shop/api", 7);
  assert.ok(old);
  early.deliver(old, { responseStatus: 500 });
  early.deliver(old);
  await early.tend();
  early.pass(7 * hour);
  await early.tend();
  assert.deepEqual(early.state.resent, []);
});

test("what still waits after a day is left to the patrol, and that is said", async () => {
  const y = await recovered(12);
  await y.run();
  y.pass(25 * hour);
  await y.run();
  assert.equal(y.keys().length, 5);
  const [standing] = await y.standings();
  assert.equal(standing?.waiting, 0);
  assert.match(standing?.words ?? "", /more than a day old now: the patrol has found what still matters/);
});

test("an event that a later attempt made good is not sent again", async () => {
  const y = await recovered(3);
  y.deliver(y.hook, { idempotencyKey: "event 3" });
  await y.run();
  assert.deepEqual(y.keys(), events(4, 2));
});

test("a resend that fails ends it for now, and is not asked for again", async () => {
  const y = await recovered(3);
  y.state.answer = () => ({ kind: "failed", words: "the receiver answered 503" });
  for (let run = 0; run < 5; run++) await y.run();
  assert.deepEqual(y.keys(), events(4));
  const [standing] = await y.standings();
  assert.match(standing?.words ?? "", /last delivery was answered 503/);
  y.state.answer = () => ({ kind: "delivered" });
  y.deliver(y.hook);
  for (let run = 0; run < 5; run++) await y.run();
  assert.deepEqual(y.keys(), events(4, 3, 2));
});

for (const [kind, keys] of [
  ["later", 3],
  ["gone", 0],
  ["never", 0],
] as const)
  test(`an answer that is "${kind}" ${keys ? "leaves everything for later" : "ends it"}`, async () => {
    const y = await recovered(3);
    const answer: SentAgain = kind === "gone" ? { kind } : { kind, words: "GitLab said so" };
    y.state.answer = () => answer;
    await y.run();
    assert.deepEqual(y.keys(), []);
    y.state.answer = () => ({ kind: "delivered" });
    for (let run = 0; run < 4; run++) await y.run();
    assert.equal(y.keys().length, keys);
    const [standing] = await y.standings();
    assert.deepEqual([standing?.waiting, standing?.resent], [0, keys]);
    if (kind === "never") assert.match(standing?.words ?? "", /GitLab said so: nothing is sent again/);
  });

test("a GitLab that lists no deliveries has nothing sent again, and its word is taken that the hook works", async () => {
  const y = await recovered(3);
  y.state.eventsAre = "lacking";
  await y.run();
  assert.deepEqual([y.keys(), y.told().at(-1)], [[], "info hook 7 works again"]);
});

test("a hook that GitLab never paused has its failures sent again, too", async () => {
  const y = tended();
  const [hook] = y.addProject("shop/api", 7);
  assert.ok(hook);
  await y.tend();
  y.pass(hour);
  y.deliver(hook, { responseStatus: 502 });
  y.deliver(hook, { isDelivered: false, responseStatus: 429 });
  y.deliver(hook);
  y.pass(6 * hour);
  await y.tend();
  assert.equal(y.state.resent.length, 2);
  assert.ok(y.state.resent.every(({ at }) => at === start + 7 * hour));
});

test("an answer of nothing at all is a failure as well", async () => {
  const y = await recovered(0);
  const attempt = y.deliver(y.hook);
  y.hook.attempts.pop();
  const { responseStatus: _, ...unanswered } = { ...attempt, isDelivered: false };
  y.hook.attempts.push(unanswered);
  y.deliver(y.hook);
  await y.run();
  assert.deepEqual(y.keys(), [attempt.idempotencyKey]);
});
