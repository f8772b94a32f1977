import assert from "node:assert/strict";
import { test } from "node:test";
import { calendarStage, hour, underCalendar } from "./calendarStage.ts";

test("in a freeze a gate waits and says why; two people set the calendar aside, and it is played at once", async (t) => {
  const s = await calendarStage(t);
  const job = await s.gate();
  assert.deepEqual(s.played(), []);
  const waiting = await s.stored(job);
  assert.equal(waiting?.parkedUntil, Date.UTC(2026, 0, 6));
  assert.match(waiting?.waitsFor ?? "", /^the calendar days is closed: launch until 2026-01-06 00:00 UTC; it opens/);
  assert.equal((await s.override(job, "bob")).status, 202);
  await s.settle();
  assert.deepEqual(s.played(), []);
  assert.match((await s.stored(job))?.waitsFor ?? "", /@bob asks to set it aside, which a second person must say too$/);
  assert.equal((await s.override(job, "carol", { reason: "agreed", for: "2h" })).status, 200);
  const { override } = (await s.stored(job)) ?? {};
  assert.deepEqual(
    [override?.asked.username, override?.granted?.username, override?.until, override?.asked.reason],
    ["bob", "carol", s.clock.now() + hour * 1000, "the fix must go out"],
  );
  await s.settle();
  assert.deepEqual(s.played(), [job]);
  assert.deepEqual(await s.words(), ["override @bob", "override @carol"]);
});

test("one person alone sets nothing aside, however often", async (t) => {
  const s = await calendarStage(t);
  const job = await s.gate();
  const statuses = [
    await s.override(job, "bob"),
    await s.override(job, "bob"),
    await s.override(job, "bob", { reason: "x", for: "24h" }),
  ];
  await s.settle();
  assert.deepEqual([statuses.map(({ status }) => status), s.played()], [[202, 202, 202], []]);
  assert.equal((await s.stored(job))?.override?.granted, undefined);
});

test("whoever began the pipeline may ask, but not grant", async (t) => {
  const s = await calendarStage(t);
  const job = await s.gate();
  await s.override(job, "bob");
  const no = await s.override(job, "alice");
  assert.deepEqual([no.status, no.code], [403, "ownWork"]);
  await s.settle();
  assert.deepEqual(s.played(), []);
  assert.match((await s.words())[1] ?? "", /^override @alice: @alice wrote it or began its pipeline/);
  const other = await s.gate("staging");
  assert.deepEqual([(await s.override(other, "alice")).status, (await s.override(other, "bob")).status], [202, 200]);
  await s.settle();
  assert.deepEqual(s.played(), [other]);
});

test("who is none of those that the rule lets set it aside may neither ask nor grant", async (t) => {
  const s = await calendarStage(t, underCalendar(undefined, ", override: { from: { user: [bob, erin] } }"));
  const job = await s.gate();
  assert.deepEqual([(await s.override(job, "carol")).code, (await s.override(job, "erin")).status], ["noRight", 202]);
  assert.equal((await s.override(job, "dora")).code, "noRight");
  await s.settle();
  assert.deepEqual(s.played(), []);
  assert.equal((await s.override(job, "bob")).status, 200);
  await s.settle();
  assert.deepEqual(s.played(), [job]);
});

test("by default maintainers set it aside, and no developer", async (t) => {
  const s = await calendarStage(t);
  const job = await s.gate();
  const no = await s.override(job, "erin");
  assert.deepEqual([no.status, no.code], [403, "noRight"]);
  assert.match((await s.words())[0] ?? "", /^override @erin: /);
});

test("an override without a reason is refused, journalled, and changes nothing", async (t) => {
  const s = await calendarStage(t);
  const job = await s.gate();
  for (const body of [{}, { reason: "  " }]) {
    const no = await s.override(job, "bob", body);
    assert.deepEqual([no.status, no.code], [400, "noReason"]);
  }
  assert.equal((await s.stored(job))?.override, undefined);
  assert.deepEqual(
    await s.words(),
    Array.from({ length: 2 }, () => "override @bob: an override needs a reason"),
  );
});

test("an override of more than a day, or of a job that waits at no gate, is refused", async (t) => {
  const s = await calendarStage(t);
  const job = await s.gate();
  assert.equal((await s.override(job, "bob", { reason: "x", for: "25h" })).code, "badBody");
  assert.equal((await s.override(job + 1000, "bob")).code, "noGate");
  assert.equal((await s.stored(job))?.override, undefined);
});

test("an ask that nobody grants within an hour is void: the second person only asks anew", async (t) => {
  const s = await calendarStage(t);
  const job = await s.gate();
  await s.override(job, "bob");
  await s.later(hour);
  assert.equal((await s.override(job, "carol")).status, 202);
  await s.settle();
  assert.deepEqual(s.played(), []);
  assert.equal((await s.override(job, "bob")).status, 200);
  await s.settle();
  assert.deepEqual(s.played(), [job]);
});

test("an override is over by itself: approvals that come later wait for the opening", async (t) => {
  const s = await calendarStage(t, underCalendar(undefined, ", approvals: { count: 1 }"));
  const job = await s.gate();
  await s.override(job, "bob", { reason: "x", for: "10m" });
  await s.override(job, "carol", { reason: "y", for: "2h" });
  await s.later(600);
  assert.equal((await s.approve(job, "bob")).status, 200);
  await s.settle();
  assert.deepEqual(s.played(), []);
  assert.match(
    (await s.stored(job))?.waitsFor ?? "",
    /the override by @bob and @carol was over at 2026-01-05T\d\d:10:/,
  );
  await s.later(15 * hour);
  assert.deepEqual(s.played(), [job]);
});

test("approvals are collected while the calendar is closed, and an override lets them count at once", async (t) => {
  const s = await calendarStage(t, underCalendar(undefined, ", approvals: { count: 1 }"));
  const job = await s.gate();
  await s.override(job, "bob");
  await s.override(job, "carol");
  await s.settle();
  assert.deepEqual(s.played(), []);
  assert.match(
    (await s.stored(job))?.waitsFor ?? "",
    /^ship@1 needs 1 approval and has 0; the calendar is set aside until/,
  );
  await s.approve(job, "dora");
  await s.settle();
  assert.deepEqual(s.played(), [job]);
});

test("an override that runs out between the look and the call lets nothing through", async (t) => {
  const s = await calendarStage(t);
  const job = await s.gate();
  await s.override(job, "bob");
  await s.override(job, "carol");
  const { until = 0 } = (await s.stored(job))?.override ?? {};
  // The worker looks a moment before the end, and the mark takes as long as it takes.
  s.clock.advance((until - s.clock.now()) / 1000 - 1);
  const commit = s.house.store.commit;
  t.after(() => Object.assign(s.house.store, { commit }));
  Object.assign(s.house.store, {
    commit: async (...given: Parameters<typeof commit>) => {
      const done = await commit.apply(s.house.store, given);
      if (given[0].some((write) => "put" in write && write.put.state === "calling")) s.clock.advance(2);
      return done;
    },
  });
  await s.settle();
  assert.deepEqual(s.played(), []);
  Object.assign(s.house.store, { commit });
  await s.settle();
  const task = await s.taskOf(job);
  assert.deepEqual([task.state, task.due], ["waiting", Date.UTC(2026, 0, 6)]);
  await s.later(16 * hour);
  assert.deepEqual(s.played(), [job]);
});

test("an override is of what would be played then: rules that changed since void it", async (t) => {
  const approvals = ", approvals: { count: 1 }";
  const s = await calendarStage(t, underCalendar(undefined, approvals));
  const job = await s.gate();
  await s.override(job, "bob", { reason: "x", for: "24h" });
  await s.override(job, "carol", { reason: "x", for: "24h" });
  await s.apply(underCalendar(undefined, approvals, "job: '*', variables: { MODE: full }"));
  await s.later(hour);
  await s.approve(job, "dora");
  await s.settle();
  assert.deepEqual(s.played(), []);
  assert.match(
    (await s.stored(job))?.waitsFor ?? "",
    /the override that @bob asked for was of something else, which has changed since$/,
  );
});

test("rules that changed between the two words: the second is refused, and nothing is set aside", async (t) => {
  const s = await calendarStage(t);
  const job = await s.gate();
  await s.override(job, "bob");
  await s.apply(underCalendar(undefined, "", "job: '*', variables: { MODE: full }"));
  assert.equal((await s.override(job, "carol")).code, "otherContent");
  await s.settle();
  assert.equal((await s.override(job, "carol")).status, 202);
  await s.settle();
  assert.deepEqual(s.played(), []);
});

test("whoever lost the right between the word and the play lets nothing through", async (t) => {
  const s = await calendarStage(t);
  const job = await s.gate();
  await s.override(job, "bob");
  await s.override(job, "carol");
  const carol = [...s.project.members.keys()].find(({ username }) => username === "carol");
  assert.ok(carol);
  s.project.members.set(carol, "developer");
  await s.settle();
  assert.deepEqual(s.played(), []);
  assert.match((await s.stored(job))?.waitsFor ?? "", /the override by @bob and @carol does not count: @carol/);
});

test("a gate that was rejected is not opened by an override", async (t) => {
  const s = await calendarStage(t, underCalendar(undefined, ", approvals: { count: 1 }"));
  const job = await s.gate();
  await s.reject(job, "dora");
  const no = await s.override(job, "bob");
  assert.deepEqual([no.status, no.code], [409, "gateClosed"]);
});

test("two people set a calendar aside with the command", async (t) => {
  const s = await calendarStage(t);
  const job = String(await s.gate());
  const asked = await s.penstock("bob", "gates", "override", job, "--reason", "the fix must go out");
  assert.deepEqual([asked.code, asked.out.split(":")[0]], [0, "asked for 1h"]);
  const own = await s.penstock("alice", "gates", "override", job, "--reason", "mine");
  assert.deepEqual([own.code, own.out], [1, ""]);
  const granted = await s.penstock("carol", "gates", "override", job, "--reason", "agreed", "--for", "30m", "--json");
  const { gate, person } = JSON.parse(granted.out);
  assert.deepEqual([person.username, gate.override.until], ["carol", s.clock.now() + (hour / 2) * 1000]);
  await s.settle();
  assert.deepEqual(s.played(), [Number(job)]);
});
