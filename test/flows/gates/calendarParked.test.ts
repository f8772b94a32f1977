import assert from "node:assert/strict";
import { test } from "node:test";
import { StoreError } from "../../../lib/core/errors.ts";
import type { CalendarStage } from "./calendarStage.ts";
import { calendarStage, day, hour, manual, underCalendar } from "./calendarStage.ts";

/** Gates for as many environments, one after the other. */
async function gates(s: CalendarStage, count: number, name = "env"): Promise<number[]> {
  const jobs: number[] = [];
  for (let at = 0; at < count; at++) {
    jobs.push(await s.gate(`${name}-${at}`));
    s.clock.advance(1);
  }
  return jobs;
}

/** How many were played in each minute, the empty ones left out. */
function perMinute(s: CalendarStage): number[] {
  const counts = new Map<number, number>();
  for (const { minute } of s.plays()) counts.set(Math.floor(minute), (counts.get(Math.floor(minute)) ?? 0) + 1);
  return [...counts.values()];
}

const untilOpening = 15 * hour - 120;

test("after a freeze five parked gates over three environments open in order, the newest of each; the others are stale", async (t) => {
  const s = await calendarStage(t);
  const jobs: number[] = [];
  for (const environment of ["production", "staging", "production", "review", "staging"]) {
    jobs.push(await s.gate(environment));
    s.clock.advance(60);
  }
  const [first = 0, second = 0, third = 0, fourth = 0, fifth = 0] = jobs;
  await s.later(14 * hour);
  assert.deepEqual(s.played(), []);
  await s.later(hour);
  await s.pass(180);
  assert.deepEqual(s.played(), [third, fourth, fifth]);
  for (const [old, newer] of [
    [first, third],
    [second, fifth],
  ] as const) {
    const { state, reason } = await s.taskOf(old);
    const pipeline = s.twin.job(newer).pipeline.id;
    assert.deepEqual(
      [state, reason, (await s.stored(old))?.closed?.how],
      ["skipped", `pipeline ${pipeline} waits for the same environment and is newer`, "stale"],
    );
  }
});

test("where no environment is known the newest of each job's name is played, and two jobs of one pipeline both are", async (t) => {
  const s = await calendarStage(t);
  const [old, newer] = [await s.gate(""), await s.gate("", { jobs: [manual("", "deploy"), manual("", "notify")] })];
  const notify = s.twin.jobNamed(s.twin.job(newer).pipeline.id, "notify").id;
  await s.later(15 * hour);
  await s.pass(120);
  assert.deepEqual(new Set(s.played()), new Set([newer, notify]));
  assert.match((await s.taskOf(old)).reason ?? "", /^pipeline \d+ waits at a job of the same name and is newer$/);
});

test("a newer gate that was rejected meanwhile leaves the older one the newest", async (t) => {
  const s = await calendarStage(t, underCalendar(undefined, ", approvals: { count: 1 }"));
  const [old, newer] = [await s.gate(), await s.gate()];
  for (const job of [old, newer]) assert.equal((await s.approve(job, "bob")).status, 200);
  await s.settle();
  await s.reject(newer, "carol");
  await s.later(15 * hour);
  await s.pass(60);
  assert.deepEqual(s.played(), [old]);
});

test("six a minute are played, in the order in which they began to wait, also where tick was away for a day", async (t) => {
  const s = await calendarStage(t);
  const jobs = await gates(s, 14);
  await s.later(day + 15 * hour);
  await s.pass(240);
  assert.deepEqual([s.played(), perMinute(s)], [jobs, [6, 6, 2]]);
});

test("with tick awake they are looked at in their minutes: the seventh comes due a minute after the opening", async (t) => {
  const s = await calendarStage(t);
  const jobs = await gates(s, 8);
  const dues = await Promise.all(jobs.map(async (job) => ((await s.taskOf(job)).due ?? 0) - Date.UTC(2026, 0, 6)));
  assert.deepEqual(dues, [0, 0, 0, 0, 0, 0, 60_000, 60_000]);
  await s.later(untilOpening);
  await s.pass(300);
  assert.deepEqual([s.played(), perMinute(s)], [jobs, [6, 2]]);
});

test("who waited longer goes first, whoever got the approvals first", async (t) => {
  const s = await calendarStage(t, underCalendar(undefined, ", approvals: { count: 1 }"));
  const jobs = await gates(s, 4);
  for (const job of jobs.toReversed()) {
    await s.approve(job, "bob");
    await s.settle();
  }
  await s.later(15 * hour);
  await s.pass(60);
  assert.deepEqual(s.played(), jobs);
});

test("one that waits for people at the opening keeps nobody else, and is played out of turn once they are there", async (t) => {
  const s = await calendarStage(t, underCalendar(undefined, ", approvals: { count: 1 }"));
  const [late = 0, ...others] = await gates(s, 9);
  for (const job of others) await s.approve(job, "bob");
  await s.later(15 * hour);
  assert.equal(s.played()[0], others[0]);
  assert.equal((await s.approve(late, "bob")).status, 200);
  await s.settle();
  assert.equal(s.played().at(-1), late);
  await s.pass(240);
  assert.notEqual(s.played().at(-1), late);
  assert.deepEqual(
    s.played().filter((job) => job !== late),
    others,
  );
});

test("those whose window closes before their turn wait for the next one, in order", async (t) => {
  const s = await calendarStage(t, underCalendar('zone: UTC, open: "daily 00:00-00:01"'));
  const jobs = await gates(s, 8);
  await s.later(15 * hour);
  await s.pass(600);
  assert.deepEqual(s.played(), jobs.slice(0, 6));
  assert.equal((await s.stored(jobs[7] ?? 0))?.parkedUntil, Date.UTC(2026, 0, 7));
  await s.later(day - 600);
  assert.deepEqual(s.played(), jobs);
});

test("a worker that dies after the mark of the first keeps the others in their order; the first is played once, later", async (t) => {
  const s = await calendarStage(t);
  const jobs = await gates(s, 3);
  const { store } = s.house;
  const { commit, task, note } = store;
  const isLost = { now: false };
  const lost = async () => {
    throw new StoreError("unavailable", "the table is gone");
  };
  Object.assign(store, {
    commit: async (...given: Parameters<typeof commit>) => {
      if (isLost.now) return await lost();
      const done = await commit.apply(store, given);
      if (given[0].some((write) => "put" in write && write.put.state === "calling")) isLost.now = true;
      return done;
    },
    task: async (id: string) => (isLost.now ? await lost() : await task.call(store, id)),
    note: async (key: Parameters<typeof note>[0]) => (isLost.now ? await lost() : await note.call(store, key)),
  });
  s.clock.advance(15 * hour);
  await s.settle();
  Object.assign(store, { commit, task, note });
  assert.equal((await s.taskOf(jobs[0] ?? 0)).state, "calling");
  const marked = await Promise.all(jobs.map(async (job) => (await s.taskOf(job)).calls));
  assert.deepEqual(marked, [1, 0, 0]);
  await s.pass(900);
  const first = await s.taskOf(jobs[0] ?? 0);
  assert.equal(first.state, "done", first.reason);
  assert.deepEqual(new Set(s.played()), new Set(jobs));
  assert.equal(s.played().length, 3);
  assert.deepEqual(
    s.played().filter((job) => job !== jobs[0]),
    jobs.slice(1),
  );
});

test("one that somebody looks at for ever keeps the others for a quarter of an hour, and no longer", async (t) => {
  const s = await calendarStage(t);
  const [stuck = 0, ...others] = await gates(s, 3);
  const task = await s.taskOf(stuck);
  const due = Date.UTC(2026, 0, 8);
  await s.house.store.commit([
    { put: { ...task, state: "claimed", due, version: task.version + 1 }, seen: task.version },
  ]);
  await s.later(15 * hour);
  await s.pass(600);
  assert.deepEqual(s.played(), []);
  assert.match(
    (await s.stored(others[0] ?? 0))?.waitsFor ?? "",
    /^"deploy" of pipeline \d+ waits longer for the same opening and goes first$/,
  );
  await s.pass(600);
  assert.deepEqual(s.played(), others);
});

test("an override lets a gate out of the queue", async (t) => {
  const s = await calendarStage(t);
  const jobs = await gates(s, 3);
  const last = jobs[2] ?? 0;
  await s.override(last, "bob");
  await s.override(last, "carol");
  await s.settle();
  assert.deepEqual(s.played(), [last]);
  await s.later(15 * hour);
  await s.pass(120);
  assert.deepEqual(s.played(), [last, ...jobs.slice(0, 2)]);
});

test("an approval that runs out before the opening is said, and what is left then waits for people", async (t) => {
  const s = await calendarStage(t, underCalendar(undefined, ", approvals: { count: 1, within: 2h }"));
  const job = await s.gate();
  await s.approve(job, "bob");
  await s.settle();
  const gate = await s.stored(job);
  assert.match(
    gate?.waitsFor ?? "",
    /by then the approval of @bob, which ship@1 counts for 2h, has run out: give it again after that$/,
  );
  assert.equal((await s.taskOf(job)).due, Date.UTC(2026, 0, 6));
  await s.later(15 * hour);
  assert.deepEqual(s.played(), []);
  await s.approve(job, "bob");
  await s.settle();
  assert.deepEqual(s.played(), [job]);
});
