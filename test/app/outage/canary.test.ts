import assert from "node:assert/strict";
import { test } from "node:test";
import { freeCanary, takeCanary } from "../../../lib/app/outage/canary.ts";
import { outageAt } from "../../../lib/app/outage/stored.ts";
import { start } from "../site.ts";
import { done, manyFailed, parkedStorm } from "./storm.ts";

test("after five minutes one canary goes, and no other while it is under way", async () => {
  const s = await parkedStorm();
  await s.pass(4);
  assert.equal(done(s), 0);
  await s.pass(1);
  assert.equal(done(s), 1);
  const { canary, canaries } = await s.outage();
  assert.deepEqual([canary?.task, canaries], ["gitlab/42/job:1021/retry", 1]);
  await s.pass(20);
  assert.equal(done(s), 1);
  assert.equal((await s.outage()).canary?.jobId, s.newest());
});

test("a canary that succeeds closes the outage, and what was parked goes on within ten minutes without opening it again", async () => {
  const s = await parkedStorm(60);
  await s.pass(5);
  s.change(s.newest(), { status: "success" });
  await s.pass(11);
  assert.equal(done(s), 60);
  const told = await s.told();
  assert.deepEqual(
    told.map(({ step, parked }) => [step, parked]),
    [
      ["opened", 1],
      ["closed", 60],
    ],
  );
  assert.match(
    told[1]?.reason ?? "",
    /^r no longer holds back .*: job 1101 "test 1021" succeeded; 60 tasks come due again within 10 minutes$/,
  );
  assert.deepEqual(await s.parked(), []);
});

test("what fails anew after an outage counts anew, and opens it again", async () => {
  const s = await parkedStorm(5);
  await s.pass(5);
  s.change(s.newest(), { status: "success" });
  await s.pass(11);
  const jobs = manyFailed(22, {}, 5001);
  for (const job of jobs) s.jobs.set(job.id, job);
  await s.planAll(jobs.map(({ id }) => id));
  await s.work();
  assert.equal(done(s), 5 + 20);
  assert.deepEqual(
    (await s.told()).map(({ step }) => step),
    ["opened", "closed", "opened"],
  );
});

test("after a canary that fails in the same way the next one waits twice as long, up to an hour", async () => {
  const s = await parkedStorm(20);
  const sent: number[] = [];
  for (let minutes = 0; minutes < 400; minutes++) {
    const before = s.effects.length;
    await s.pass(1);
    if (s.effects.length === before) continue;
    sent.push((s.now() - start) / 60_000);
    s.change(s.newest(), { status: "failed" });
  }
  const pauses = sent.map((at, nth) => at - (sent[nth - 1] ?? 0));
  assert.deepEqual(pauses.slice(0, 5), [5, 11, 21, 41, 61]);
  assert.ok(
    pauses.slice(5).every((pause) => pause === 61),
    pauses.join(" "),
  );
});

test("a canary that fails in another way, or whose job nobody takes, is told apart", async () => {
  for (const [changes, isOpen] of [
    [{ status: "failed", failureReason: "script_failure" }, false],
    [{ status: "failed" }, true],
    [{ status: "success" }, false],
    [{ status: "running" }, true],
    [{ status: "pending" }, true],
  ] as const) {
    const s = await parkedStorm(2);
    await s.pass(5);
    s.change(s.newest(), changes);
    await s.pass(1);
    assert.equal((await s.outage()).closedAt === undefined, isOpen, JSON.stringify(changes));
  }
});

test("a canary that no runner takes within half an hour has failed", async () => {
  const s = await parkedStorm();
  await s.pass(34);
  assert.equal((await s.outage()).canary?.jobId, s.newest());
  await s.pass(1);
  assert.equal(done(s), 1);
  const { canary, nextCanaryAt } = await s.outage();
  assert.deepEqual([canary, nextCanaryAt - s.now()], [undefined, 600_000]);
});

test("a canary whose job was canceled, or is gone, tells nothing: another one goes at once", async () => {
  for (const end of ["canceled", "gone"] as const) {
    const s = await parkedStorm();
    await s.pass(5);
    if (end === "gone") s.jobs.delete(s.newest());
    else s.change(s.newest(), { status: "canceled" });
    await s.pass(11);
    assert.equal(done(s), 2, end);
    assert.equal((await s.outage()).canaries, 1);
  }
});

test("a canary that is skipped, or refused, leaves its place to the next", async () => {
  const s = await parkedStorm();
  s.change(1021, { status: "running" });
  s.hooks.mishaps.push({ kind: "rejected", status: 403, message: "nobody may" });
  await s.pass(5);
  assert.equal((await s.task("gitlab/42/job:1021/retry")).state, "skipped");
  assert.deepEqual([done(s), (await s.outage()).canary?.task], [1, "gitlab/42/job:1023/retry"]);
});

test("a canary whose call was lost is settled first, and stays the only one", async () => {
  const s = await parkedStorm();
  await s.pass(4);
  s.hooks.mishaps.push("lostRequest");
  await s.pass(2);
  assert.equal(done(s), 0);
  assert.equal((await s.outage()).canary?.task, "gitlab/42/job:1021/retry");
  const lost = await s.task("gitlab/42/job:1021/retry");
  assert.deepEqual([lost.unsure, lost.parked], [true, undefined]);
  await s.pass(3);
  assert.equal(done(s), 1);
  assert.equal((await s.outage()).canaries, 1);
});

test("a worker that was overtaken does not free the place of whoever has its task now", async () => {
  const s = await parkedStorm();
  s.later(300);
  const id = "r/runner_system_failure/42";
  const [old] = await s.parked();
  assert.ok(old);
  const now = { ...old, rev: old.rev + 1 };
  const take = async (held: typeof old) => {
    const { outage, text } = await outageAt("gitlab", id, s.store);
    assert.ok(outage && text !== undefined);
    return await takeCanary({ outage, text }, held, s.worker);
  };
  assert.deepEqual([await take(old), await take(now)], [true, true]);
  await freeCanary(id, old, s.worker);
  assert.equal((await s.outage()).canary?.rev, now.rev);
  await freeCanary(id, now, s.worker);
  assert.deepEqual([(await s.outage()).canary, (await s.outage()).canaries], [undefined, 0]);
});
