import assert from "node:assert/strict";
import { test } from "node:test";
import { receive } from "../../lib/app/receive.ts";
import { booksOf } from "../../lib/core/books.ts";
import type { Job } from "../../lib/core/job.ts";
import { readEntry } from "../../lib/store/entryItem.ts";
import { manual, pending, playId, playRule, restartRule } from "./jobs.ts";
import { site } from "./site.ts";

type Site = Awaited<ReturnType<typeof site>>;

/** A hook tells the job as it is on the site now, or as it is told. */
async function hear(s: Site, job: Job): Promise<void> {
  const about = { source: "gitlab", receivedAt: s.now(), project: { id: 42, path: "shop/api" } };
  await receive({ kind: "job", id: `d${s.now()}`, ...about, job }, { ...s.worker, actions: s.actions, record: "all" });
}

function jobOn(s: Site, id: number): Job {
  const job = s.jobs.get(id);
  if (!job) throw new Error(`no job ${id}`);
  return job;
}

test("the hook of our own effect confirms it at once, not after the settle time", async () => {
  const s = await site({ jobs: [manual], rules: playRule.replace("on: pipeline", "on: job") });
  s.hooks.mishaps.push("lostReply");
  await s.plan(1002, "play", "r");
  await s.work();
  s.pass(5);
  await hear(s, jobOn(s, 1002));
  await s.work();
  const task = await s.task(playId);
  assert.deepEqual([task.state, task.endedAt, s.effects], ["done", s.now(), ["play 1002"]]);
});

test("a hook that only seems to be our effect's does not make a lost call be repeated before the settle time", async () => {
  const s = await site({ jobs: [manual], rules: playRule.replace("on: pipeline", "on: job") });
  s.hooks.mishaps.push("lostRequest");
  await s.plan(1002, "play", "r");
  await s.work();
  const lostAt = s.now();
  s.pass(5);
  await hear(s, { ...manual, status: "running", userId: 900 });
  await s.work();
  const task = await s.task(playId);
  assert.deepEqual([task.state, task.unsure, task.due, s.effects], ["waiting", true, lostAt + 180_000, []]);
  s.pass(175);
  await s.work();
  assert.deepEqual([(await s.task(playId)).state, s.effects], ["done", ["play 1002"]]);
});

test("what somebody else did while our call may still be under way ends nothing before the settle time", async () => {
  const s = await site({ jobs: [manual], rules: playRule.replace("on: pipeline", "on: job") });
  s.hooks.mishaps.push("lostRequest");
  await s.plan(1002, "play", "r");
  await s.work();
  s.jobs.set(1002, { ...manual, status: "running", userId: 7 });
  s.pass(5);
  await hear(s, jobOn(s, 1002));
  await s.work();
  assert.equal((await s.task(playId)).state, "waiting");
  s.pass(175);
  await s.work();
  assert.equal((await s.task(playId)).state, "skipped");
});

test("the hook of a restart's cancel whose answer was lost lets the retry follow at once", async () => {
  const s = await site({ jobs: [pending], rules: restartRule });
  s.hooks.mishaps.push("lostReply");
  await s.plan(1003, "cancel", "r", "restart");
  await s.work();
  s.pass(2);
  await hear(s, jobOn(s, 1003));
  await s.work();
  assert.deepEqual(s.effects, ["cancel 1003", "retry 1003"]);
});

test("a hook of a job that no call of ours may have moved hurries nothing", async () => {
  const s = await site({ jobs: [manual], rules: playRule.replace("on: pipeline", "on: job") });
  await s.plan(1002, "play", "r", "play", { due: s.now() + 60_000 });
  const before = await s.task(playId);
  await hear(s, { ...manual, status: "running" });
  assert.deepEqual(await s.task(playId), before);
});

test("the journal says of a hook that it confirmed a call, and the books balance", async () => {
  const s = await site({ jobs: [manual], rules: playRule.replace("on: pipeline", "on: job") });
  await hear(s, manual);
  s.hooks.mishaps.push("lostReply");
  await s.work();
  s.pass(5);
  await hear(s, jobOn(s, 1002));
  await s.work();
  const entries = s.store.tables
    .all("journal")
    .filter(({ kind }) => kind !== undefined)
    .map(readEntry);
  const steps = entries.flatMap((entry) => (entry.kind === "delivery" ? entry.tasks.map(({ step }) => step) : []));
  assert.deepEqual(steps, ["planned", "confirmed"]);
  assert.deepEqual(booksOf(entries, await s.store.tasks(10)).differences, []);
});

test("with PENSTOCK_RECORD=wanted a hook that closes a task, which no rule wants any more, is journalled", async () => {
  const s = await site({ jobs: [pending], rules: restartRule.replace("15m", "2h") });
  const reach = { ...s.worker, actions: s.actions, record: "wanted" as const };
  const about = { kind: "job" as const, source: "gitlab", project: { id: 42, path: "shop/api" }, receivedAt: s.now() };
  await receive({ ...about, id: "d1", job: { ...pending, since: s.now() } }, reach);
  s.pass(60);
  await receive({ ...about, id: "d2", job: { ...pending, status: "running", since: s.now() } }, reach);
  const entries = await s.store.entries(10);
  assert.deepEqual(
    entries.map((entry) => entry.kind === "delivery" && entry.tasks.map(({ step }) => step)),
    [["planned"], ["closed"]],
  );
});

test("the hook of our own play confirms it though the rule is about pipelines", async () => {
  const s = await site({ jobs: [manual], rules: playRule });
  s.hooks.mishaps.push("lostReply");
  await s.plan(1002, "play", "r");
  await s.work();
  s.pass(5);
  await hear(s, jobOn(s, 1002));
  await s.work();
  assert.equal((await s.task(playId)).state, "done");
});

test("the hook of our own effect that comes before our call times out confirms it too", async () => {
  const s = await site({ jobs: [manual], rules: playRule });
  s.hooks.mishaps.push("lostReply");
  s.hooks.beforeCall = () => hear(s, { ...manual, status: "pending", userId: 900 });
  await s.plan(1002, "play", "r");
  await s.work();
  s.pass(10);
  await s.work();
  assert.equal((await s.task(playId)).state, "done");
});
