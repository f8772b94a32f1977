import assert from "node:assert/strict";
import { test } from "node:test";
import { armRule, armStage, rulebook } from "./armStage.ts";

const hour = 3_600_000;
const promote =
  'id: promote, projects: ["**"], on: [job, pipeline], when: { status: manual }, do: { play: { job: deploy } }';

test("what is disarmed is not played, and says who disarmed it and why", async (t) => {
  const s = await armStage(t);
  await s.arm("bob", { for: "4h" });
  await s.settle();
  assert.deepEqual(await s.disarm("bob", "the tests are red"), { status: 200 });
  const { state, reason } = await s.task();
  assert.deepEqual([state, reason], ["skipped", "disarmed by @bob: the tests are red"]);
  s.twin.succeed(s.build);
  await s.jump(1);
  assert.deepEqual([s.plays(), await s.words()], [[], ["arm @bob", "disarm @bob"]]);
  assert.deepEqual(
    (await s.list("?state=closed")).map(({ how, why }: { how: string; why: string }) => [how, why]),
    [["disarmed", "disarmed by @bob: the tests are red"]],
  );
});

test("somebody else who may play it may disarm it; who may not, may not; who armed it always may", async (t) => {
  const s = await armStage(t);
  await s.arm("bob", { for: "4h" });
  assert.equal((await s.disarm("gus")).code, "noRight");
  assert.ok((await s.stored())?.armed);
  assert.deepEqual(await s.disarm("carol"), { status: 200 });
  await s.arm("bob", { for: "4h" });
  s.role("bob");
  assert.deepEqual(await s.disarm("bob"), { status: 200 });
  assert.equal((await s.stored())?.armed, undefined);
});

test("a disarm needs a reason, and something that is armed", async (t) => {
  const s = await armStage(t);
  assert.equal((await s.disarm("bob")).code, "noGate");
  await s.arm("bob", { for: "1h" });
  assert.equal((await s.disarm("bob", " ")).code, "badBody");
  s.clock.advance(3600);
  const { code, message } = await s.disarm("bob");
  assert.deepEqual([code, message], ["notArmed", "the arming of @bob ended at 2026-01-05T10:00:00Z"]);
});

test("armed again after it was disarmed it is played", async (t) => {
  const s = await armStage(t);
  await s.arm("bob", { for: "4h" });
  await s.settle();
  await s.disarm("bob");
  assert.deepEqual(await s.arm("carol", { for: "1h" }), { status: 200 });
  s.twin.succeed(s.build);
  await s.pass(120);
  assert.deepEqual(s.plays(), ["deploy"]);
});

test("after its play it is too late, and that is said", async (t) => {
  const s = await armStage(t);
  await s.arm("bob", { for: "4h" });
  s.twin.succeed(s.build);
  await s.pass(60);
  const { status, code, message } = await s.disarm("bob");
  assert.deepEqual([status, code, message], [409, "alreadyPlayed", `it was played: job ${s.job} "deploy" played`]);
});

test("a disarm between a worker's look and its mark wins", async (t) => {
  const s = await armStage(t);
  await s.arm("bob", { for: "4h" });
  s.twin.succeed(s.build);
  const { store } = s.house;
  const { commit } = store;
  let isSaid = false;
  store.commit = async (writes) => {
    const isMark = writes.some((write) => "put" in write && write.put.state === "calling");
    if (isMark && !isSaid) {
      isSaid = true;
      assert.deepEqual(await s.disarm("carol", "stop"), { status: 200 });
    }
    return await commit(writes);
  };
  await s.pass(60);
  assert.ok(isSaid);
  const { state, reason } = await s.task();
  assert.deepEqual([s.plays(), state, reason], [[], "skipped", "disarmed by @carol: stop"]);
});

test("a disarm while the call is under way is late, and the play is not sent again", async (t) => {
  const s = await armStage(t);
  await s.arm("bob", { for: "4h" });
  s.twin.succeed(s.build);
  s.twin.faultNext({ method: "POST", path: /\/play$/, kind: "dropBefore" });
  await s.pass(60);
  const { unsure } = await s.task();
  assert.equal(unsure, true);
  assert.match((await s.disarm("bob")).late ?? "", /^its play was sent already/);
  await s.pass(600);
  assert.deepEqual([s.plays(), (await s.task()).state], [[], "skipped"]);
});

test("a rule that wants the play by itself goes on without the arming", async (t) => {
  const require = "require: { calendar: days, approvals: { count: 1, from: { role: maintainer } } }";
  const s = await armStage(t, rulebook(armRule, `${promote}, ${require}`));
  s.twin.succeed(s.build);
  await s.settle();
  await s.arm("bob", { for: "4h" });
  await s.settle();
  await s.disarm("bob");
  await s.settle();
  assert.deepEqual([s.plays(), (await s.task()).state, (await s.stored())?.closed], [[], "waiting", undefined]);
  await s.approve("carol");
  await s.settle();
  assert.deepEqual(s.plays(), ["deploy"]);
});

test("a rule that comes to want it after a disarm opens the gate again", async (t) => {
  const s = await armStage(t, rulebook(armRule, promote));
  await s.arm("bob", { for: "4h" });
  await s.settle();
  await s.disarm("bob");
  s.twin.succeed(s.build);
  await s.settle();
  assert.deepEqual(s.plays(), ["deploy"]);
});

test("whoever arms it for longer takes it over; for shorter one is told who has", async (t) => {
  const s = await armStage(t);
  await s.arm("bob", { for: "2h" });
  const shorter = await s.arm("carol", { for: "1h" });
  assert.deepEqual(
    [shorter.code, shorter.message],
    ["armedAlready", "@bob has armed it until 2026-01-05T11:00:00Z already"],
  );
  await s.arm("carol", { for: "3h" });
  s.role("bob");
  await s.jump(2.5);
  s.twin.succeed(s.build);
  await s.pass(60);
  assert.deepEqual([s.plays(), (await s.stored())?.armed?.username], [["deploy"], "carol"]);
  assert.equal((await s.stored())?.armed?.until, s.startsAt + 3 * hour);
});

test("of two who arm it with different values the one who holds it is meant", async (t) => {
  const rule =
    'id: arm, projects: ["**"], on: { command: arm }, do: { play: { job: deploy, allow: { REGION: [eu, us] } } }';
  const s = await armStage(t, rulebook(rule));
  await s.arm("bob", { for: "1h", values: { REGION: "eu" } });
  await s.arm("carol", { for: "2h", values: { REGION: "us" } });
  s.twin.succeed(s.build);
  await s.pass(60);
  assert.deepEqual([s.plays(), s.twin.job(s.job).variables], [["deploy"], { REGION: "us" }]);
});

test("the books balance: every task that an arming planned and a disarm ended is told of", async (t) => {
  const s = await armStage(t);
  await s.arm("bob", { for: "4h" });
  await s.settle();
  await s.disarm("bob");
  await s.arm("carol", { for: "4h" });
  s.twin.succeed(s.build);
  await s.pass(60);
  const { booksOf } = await import("../../../lib/core/books.ts");
  const { differences } = booksOf(await s.house.store.entries(1000), await s.tasks());
  assert.deepEqual(differences, []);
});
