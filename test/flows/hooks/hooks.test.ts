import assert from "node:assert/strict";
import { test } from "node:test";
import { type HookStage, hookStage } from "./hookStage.ts";

/** How often each job was retried, by the first job's id. */
function retriesOf({ twin }: HookStage): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { verb, jobId } of twin.effects) if (verb === "retry") counts.set(jobId, (counts.get(jobId) ?? 0) + 1);
  return counts;
}

test("the door is down for 12 hours: the patrol tells it once and finds the jobs, and what GitLab tried to deliver is sent again", async (t) => {
  const s = await hookStage(t);
  const { front, hook, told } = s;
  s.lose();
  await s.minutes(1);
  assert.deepEqual([retriesOf(s).size, told.length], [1, 0]);

  front.status = 503;
  const lost: number[] = [];
  for (let hour = 0; hour < 12; hour++) {
    lost.push(s.lose());
    await s.turns(1, 60);
    // As if this had gone on for weeks: the next failure is the fortieth.
    if (hour === 8) Object.assign(hook, { recentFailures: 39, disabledUntil: s.clock.now() });
  }
  assert.deepEqual(
    lost.map((id) => retriesOf(s).get(id)),
    lost.map(() => 1),
  );
  assert.equal((await s.standing())?.state, "disabled");
  assert.match(told.join("\n"), /^error hook \d+ is disabled until .*\nerror hook \d+ is permanently disabled.*Test/);
  assert.equal(told.length, 2);

  front.status = null;
  await s.turns(3);
  assert.deepEqual([s.resends(), (await s.standing())?.state], [[], "disabled"]);
  const failed = s.twin.deliveries.filter(({ status }) => status === 503);
  assert.ok(failed.length >= 8, `${failed.length} failed`);
  assert.equal(await s.pressTest(), 201);
  let before = 0;
  for (let minute = 0; minute < 5; minute++) {
    await s.minutes(1);
    const now = s.resends().length;
    assert.ok(now - before <= 5, `${now - before} in a minute`);
    before = now;
  }
  const ids = s.resends().map(({ id }) => id);
  assert.deepEqual(ids, failed.map(({ id }) => id).toReversed());
  assert.ok(s.resends().every(({ status }) => status === 201));
  assert.equal(new Set(front.passed.slice(-failed.length)).size, failed.length);
  const standing = await s.standing();
  assert.deepEqual([standing?.state, standing?.resent, standing?.waiting], ["working", failed.length, 0]);
  assert.match(
    told.slice(2).join("\n"),
    /^info hook \d+ works again\ninfo \d+ deliveries failed between .*: each is sent again once$/,
  );
  assert.ok([...retriesOf(s).values()].every((count) => count === 1));
});

test("a door that stays down behind a hook that GitLab does not pause is not sent anything, until a delivery comes through", async (t) => {
  const s = await hookStage(t);
  s.twin.world.settings.disablesFailingHooks = false;
  await s.minutes(1);
  s.front.status = 502;
  s.lose();
  await s.turns(8, 50);
  assert.deepEqual(s.resends(), []);
  assert.match((await s.standing())?.words ?? "", /last delivery was answered 502/);
  s.front.status = null;
  await s.turns(2);
  assert.deepEqual(s.resends(), []);
  s.lose();
  await s.turns(2);
  const failed = s.twin.deliveries.filter(({ status }) => status === 502);
  assert.ok(failed.length > 0);
  await s.turns(2);
  assert.equal(s.resends().length, failed.length);
  assert.ok([...retriesOf(s).values()].every((count) => count === 1));
});

test("a hook whose address has changed since gets nothing of what was meant for the old one", async (t) => {
  const s = await hookStage(t);
  await s.minutes(1);
  s.front.status = 503;
  s.lose();
  await s.turns(1);
  assert.match((await s.standing())?.words ?? "", /answered 503|is disabled until/);
  const hook = s.hook as { url: string };
  hook.url = s.house.hookUrl;
  s.clock.advance(3600);
  s.lose();
  await s.turns(2);
  assert.equal(s.resends().length, 1);
  const standing = await s.standing();
  assert.match(standing?.words ?? "", /URL has changed.*nothing is sent again; the patrol finds what still matters/);
  assert.deepEqual([standing?.state, standing?.waiting, standing?.resent], ["working", 0, 0]);
});
