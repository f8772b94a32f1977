import assert from "node:assert/strict";
import { test } from "node:test";
import { perform } from "../../lib/app/perform.ts";
import { GitLabError } from "../../lib/core/errors.ts";
import { retryId } from "./jobs.ts";
import { start } from "./site.ts";
import { countedSite, oneProcess, silent } from "./throttleProcess.ts";

test("while GitLab does not answer a task waits: nothing is asked, nothing counts, and it says why", async () => {
  const s = await countedSite();
  const [one, other] = [oneProcess(s), oneProcess(s)];
  await one.fails(5);
  let looks = 0;
  const { job } = s.gitlab.reads;
  s.gitlab.reads.job = async (...given) => {
    looks++;
    return await job(...given);
  };
  const { task } = await s.plan(1001, "retry", "r");
  await perform(task, other.worker);
  const waiting = await s.task(retryId);
  assert.deepEqual([waiting.state, waiting.due, waiting.runs, waiting.calls], ["waiting", start + 30_000, 0, 0]);
  const why = "GitLab does not answer: 5 of 5 requests failed; it is asked again at 2026-11-20T09:00:30Z";
  assert.deepEqual([waiting.reason, looks, waiting.setbacks], [why, 0, undefined]);
  s.pass(30);
  await perform(waiting, other.worker);
  assert.deepEqual([(await s.task(retryId)).state, s.effects], ["done", ["retry 1001"]]);
});

test("failures that several processes met one by one count together, and so do their answers", async () => {
  const s = await countedSite();
  const processes = Array.from({ length: 5 }, () => oneProcess(s));
  for (const one of processes.slice(1)) await one.fails(1);
  assert.ok(!("closedUntil" in ((await processes[0]?.take()) ?? { closedUntil: 0 })));
  await processes[0]?.fails(1);
  assert.ok("closedUntil" in ((await processes[3]?.take()) ?? {}));
  const calm = await countedSite();
  const others = Array.from({ length: 6 }, () => oneProcess(calm));
  for (let at = 0; at < 5; at++) await others[0]?.answered();
  await others[0]?.take();
  for (const one of others.slice(1)) await one.fails(1);
  assert.ok(!("closedUntil" in ((await others[1]?.take()) ?? { closedUntil: 0 })));
});

test("once it is asked again exactly one process gets room, for one run, and a good answer lets everybody go on", async () => {
  const s = await countedSite();
  const [one, other] = [oneProcess(s), oneProcess(s)];
  await one.fails(5);
  s.pass(30);
  const probe = await other.room();
  for (const who of [one, other]) {
    const closed = await who.take();
    assert.ok("closedUntil" in closed && closed.closedUntil <= s.now() + 1_000);
    assert.match(closed.reason, /^GitLab does not answer/);
  }
  const { reads } = probe.meter(s.gitlab);
  await reads.job(42, 1001);
  await other.answered();
  await reads.job(42, 1001);
  await probe.end();
  for (const who of [one, other]) assert.ok(!("closedUntil" in (await who.take({ act: 1 }))));
});

test("a bad probe shuts GitLab off for 1 min, in the middle of its run", async () => {
  const s = await countedSite();
  const [one, other] = [oneProcess(s), oneProcess(s)];
  await one.fails(5);
  s.pass(30);
  const probe = await other.room();
  const { reads } = probe.meter(s.gitlab);
  await reads.job(42, 1001);
  await other.fails(1);
  await assert.rejects(reads.job(42, 1001), /GitLab does not answer: 6 of 6 requests failed/);
  await probe.end();
  for (const who of [one, other]) {
    const closed = await who.take();
    assert.ok("closedUntil" in closed && closed.closedUntil === s.now() + 60_000);
  }
});

test("a look in the middle of a run is not sent once others met GitLab's silence, and a call is sent all the same", async () => {
  const s = await countedSite();
  const [one, other] = [oneProcess(s), oneProcess(s)];
  const { reads, writes } = (await one.room()).meter(s.gitlab);
  await reads.job(42, 1001);
  await other.fails(5);
  s.pass(2);
  await assert.rejects(reads.job(42, 1001), (error: unknown) => {
    assert.ok(error instanceof GitLabError);
    return error.code === "throttled" && error.retryAfterSeconds === 28 && /does not answer/.test(error.message);
  });
  assert.equal((await writes.retry(42, 1001)).kind, "accepted");
});

test("a probe whose run asked nothing is the next one's at once; one that tells nothing is replaced after 30 s", async () => {
  const s = await countedSite();
  const [one, other] = [oneProcess(s), oneProcess(s)];
  await one.fails(5);
  s.pass(30);
  const idle = await one.room();
  idle.meter(s.gitlab);
  await idle.end();
  await other.room();
  s.pass(29);
  assert.ok("closedUntil" in (await one.take()));
  s.pass(1);
  const late = await one.room();
  s.pass(15);
  await assert.rejects(late.meter(s.gitlab).reads.job(42, 1001), /does not answer/);
});

test("who waits in the same process goes on as soon as the probe is over, whatever the clock does", async () => {
  const s = await countedSite();
  const one = oneProcess(s, {}, () => new Promise(() => {}));
  await one.fails(5);
  s.pass(30);
  await one.room();
  const waiting = one.throttle.take({ source: "gitlab", lane: "keep", requests: { act: 4 } }, s.now() + 60_000);
  for (let at = 0; at < 20; at++) await new Promise(setImmediate);
  await one.answered();
  assert.ok(!("closedUntil" in (await waiting)));
});

test("a run that needs two tokens, one of which is shut off, leaves the probe of the other to others", async () => {
  const s = await countedSite();
  const budgets = { act: "act", clean: "clean", read: "read", hooks: "hooks" } as const;
  const one = oneProcess(s, { budgets });
  await one.fails(5);
  s.pass(20);
  for (let at = 0; at < 5; at++) one.throttle.heard("gitlab", "clean", silent);
  await one.throttle.noted();
  s.pass(10);
  const closed = await one.take({ act: 5, clean: 1 });
  assert.ok("closedUntil" in closed && closed.closedUntil === s.now() + 20_000);
  await one.throttle.noted();
  assert.ok(!("closedUntil" in (await oneProcess(s, { budgets }).take({ act: 5 }))));
});

test("a process whose table takes no writes leaves a silent GitLab alone all the same", async () => {
  const s = await countedSite(({ kind }) => (kind === "putNote" ? "throttled" : undefined));
  const one = oneProcess(s);
  await one.fails(5);
  const closed = await one.take();
  assert.ok("closedUntil" in closed && closed.closedUntil === start + 30_000);
});

test("in calm what GitLab answers costs no table operation beside those of the leases", async () => {
  const operations = async (isHeard: boolean) => {
    const s = await countedSite();
    const one = oneProcess(s);
    const before = { ...s.table };
    for (let run = 0; run < 20; run++) {
      const room = await one.room();
      const { reads } = room.meter(s.gitlab);
      for (let look = 0; look < 3; look++) {
        await reads.job(42, 1001);
        if (isHeard) await one.answered();
      }
      await room.end();
      s.pass(1);
    }
    return [s.table.note - before.note, s.table.putNote - before.putNote];
  };
  const [reads = 0, writes = 0] = await operations(true);
  assert.deepEqual([reads, writes], await operations(false));
  assert.ok(reads > 0 && writes <= 20, `${reads} reads, ${writes} writes`);
});

test("a failure among many answers costs one write, and those that follow within half a second none", async () => {
  const s = await countedSite();
  const one = oneProcess(s);
  for (let at = 0; at < 20; at++) await one.answered();
  const before = s.table.putNote;
  for (let at = 0; at < 4; at++) await one.fails(1);
  assert.equal(s.table.putNote - before, 1);
  s.pass(0.6);
  await one.fails(1);
  assert.equal(s.table.putNote - before, 2);
});
