import assert from "node:assert/strict";
import { test } from "node:test";
import { armStage, rulebook } from "./armStage.ts";

const hour = 3_600_000;
const rules = rulebook(
  'id: promote, projects: ["**"], on: [job, pipeline], when: { status: manual }, require: { approvals: { count: 1, from: { role: maintainer } }, expires: 3h }, do: { play: { job: deploy } }',
);

test("a gate that nobody approves is given up at its moment, with a word, and refuses approvals then", async (t) => {
  const s = await armStage(t, rules);
  s.twin.succeed(s.build);
  await s.settle();
  await s.jump(3);
  const why = "the gate expired at 2026-01-05T12:00:00Z: it had waited for promote@1 needs 1 approval and has 0";
  const { state, reason, endedAt } = await s.task();
  assert.deepEqual([state, reason, endedAt], ["skipped", why, s.startsAt + 3 * hour]);
  assert.equal((await s.approve("carol")).code, "gateClosed");
  await s.jump(2);
  assert.deepEqual(s.plays(), []);
  const entries = await s.house.store.entries(1000);
  assert.equal(entries.filter((entry) => entry.kind === "task" && entry.reason === why).length, 1);
  const [shown] = await s.list("?state=closed");
  assert.deepEqual([shown.how, shown.why, await s.list()], ["expired", why, []]);
});

test("an approval that comes right at the end, before anybody looked, is too late", async (t) => {
  const s = await armStage(t, rules);
  s.twin.succeed(s.build);
  await s.settle();
  s.clock.advance(3 * 3600);
  assert.equal((await s.approve("carol")).code, "gateClosed");
  await s.settle();
  assert.deepEqual(s.plays(), []);
});

test("an expired gate cannot be armed either, and stays shut whatever the job's hooks say", async (t) => {
  const arm = 'id: arm, projects: ["**"], on: { command: arm }, do: { play: { job: deploy } }';
  const s = await armStage(t, `${rules}  - { ${arm} }\n`);
  s.twin.succeed(s.build);
  await s.settle();
  await s.jump(3);
  const { code, message = "" } = await s.arm("bob");
  assert.equal(code, "gateClosed");
  assert.match(message, /^its gate is closed: the gate expired at /);
  s.twin.act("retry", s.build, { by: "alice" });
  await s.jump(1);
  assert.deepEqual(s.plays(), []);
});
