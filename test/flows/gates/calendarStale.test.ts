import assert from "node:assert/strict";
import { test } from "node:test";
import { calendarStage, hour, manual, underCalendar } from "./calendarStage.ts";

const approved = underCalendar("zone: UTC, open: 'daily 00:00-24:00'", ", approvals: { count: 1 }");

test("a gate is closed with a word once a newer pipeline's job for its environment was played, by whomever", async (t) => {
  const s = await calendarStage(t, approved);
  const [old, other, newer] = [await s.gate(), await s.gate("staging"), await s.gate()];
  s.twin.act("play", newer, { by: "bob" });
  await s.later(hour);
  const { state, reason } = await s.taskOf(old);
  const pipeline = s.twin.job(newer).pipeline.id;
  assert.deepEqual(
    [state, reason, (await s.stored(old))?.closed?.how],
    ["skipped", `"deploy" of pipeline ${pipeline} was played for the same environment and is newer`, "stale"],
  );
  assert.equal((await s.approve(old, "bob")).code, "gateClosed");
  assert.equal((await s.stored(other))?.closed, undefined);
});

test("an approval that comes after that does not play it", async (t) => {
  const s = await calendarStage(t, approved);
  const [old, newer] = [await s.gate(), await s.gate()];
  s.twin.act("play", newer, { by: "bob" });
  assert.equal((await s.approve(old, "bob")).status, 200);
  await s.settle();
  assert.deepEqual([s.played(), (await s.taskOf(old)).state], [[newer], "skipped"]);
});

test("a newer pipeline that succeeded without its optional gate closes nothing: the older one is played once it is approved", async (t) => {
  const s = await calendarStage(t, approved);
  const optional = {
    jobs: [
      { name: "build", stage: "build" },
      { ...manual(), allowFailure: true },
    ],
  };
  const [old, newer] = [await s.gate("production", optional), await s.gate("production", optional)];
  for (const job of [old, newer]) s.twin.finish(s.twin.job(job).pipeline.id);
  assert.equal(s.twin.job(newer).pipeline.status, "success");
  await s.later(2 * hour);
  assert.equal((await s.stored(old))?.closed, undefined);
  await s.approve(old, "bob");
  await s.settle();
  assert.deepEqual(s.played(), [old]);
});

test("the newest is never closed, whatever of the older ones is played", async (t) => {
  const s = await calendarStage(t, approved);
  const [old, newest] = [await s.gate(), await s.gate()];
  s.twin.act("play", old, { by: "bob" });
  s.twin.succeed(old);
  await s.later(2 * hour);
  assert.equal((await s.stored(newest))?.closed, undefined);
  await s.approve(newest, "bob");
  await s.settle();
  assert.deepEqual(s.played(), [old, newest]);
});

test("a newer job that was canceled before a runner had it changes nothing: the older one waits on", async (t) => {
  const s = await calendarStage(t, approved);
  const [old, newer] = [await s.gate(), await s.gate()];
  s.twin.act("play", newer, { by: "bob" });
  s.twin.act("cancel", newer, { by: "bob" });
  assert.equal(s.twin.job(newer).status, "canceled");
  await s.later(2 * hour);
  assert.equal((await s.stored(old))?.closed, undefined);
});

test("a person who redrives a stale gate means it: it is opened anew, and played once it is approved", async (t) => {
  const s = await calendarStage(t, approved);
  s.project.settings.forwardDeployment = false;
  const [old, newer] = [await s.gate(), await s.gate()];
  s.twin.act("play", newer, { by: "bob" });
  s.twin.succeed(newer);
  await s.later(hour);
  assert.equal((await s.stored(old))?.closed?.how, "stale");
  assert.equal((await s.redrive(old)).status, 200);
  await s.later(hour);
  assert.equal((await s.stored(old))?.closed, undefined);
  assert.equal((await s.approve(old, "bob")).status, 200);
  await s.settle();
  assert.deepEqual(s.played(), [newer, old]);
});

test("what a newer pipeline deployed by itself makes the gate stale too", async (t) => {
  const s = await calendarStage(t, approved);
  const old = await s.gate();
  const environment = { name: "production", action: "start" as const, tier: "production" };
  const newer = s.twin.addPipeline(s.project.id, { by: "alice", jobs: [{ name: "auto", environment }] });
  s.twin.finish(newer.id);
  await s.approve(old, "bob");
  await s.settle();
  assert.deepEqual(s.played(), []);
  assert.equal(
    (await s.taskOf(old)).reason,
    `"auto" of pipeline ${newer.id} was deployed for the same environment and is newer`,
  );
});

test("a deployment that GitLab refuses as outdated closes the gate with that word", async (t) => {
  const s = await calendarStage(t, approved);
  const [old, newer] = [await s.gate(), await s.gate()];
  s.twin.act("play", newer, { by: "bob" });
  s.twin.succeed(newer);
  await s.later(hour);
  assert.equal((await s.redrive(old)).status, 200);
  await s.settle();
  await s.approve(old, "bob");
  await s.settle();
  assert.deepEqual(s.played(), [newer]);
  const { state, reason } = await s.taskOf(old);
  assert.equal(state, "skipped");
  assert.match(reason ?? "", /^"deploy" of pipeline \d+ was played .* and is newer: GitLab refuses it as outdated$/);
  assert.equal((await s.stored(old))?.closed?.how, "stale");
});
