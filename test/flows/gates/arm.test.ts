import assert from "node:assert/strict";
import { test } from "node:test";
import { armRule, armStage, rulebook } from "./armStage.ts";

const hour = 3_600_000;

test("a job is armed before it can be played, and is played once, as soon as it can be", async (t) => {
  const s = await armStage(t);
  assert.deepEqual(await s.arm("bob", { for: "4h", reason: "release 2.3" }), { status: 200 });
  await s.pass(20 * 60);
  assert.deepEqual([s.plays(), (await s.task()).state], [[], "waiting"]);
  s.twin.succeed(s.build);
  await s.pass(60);
  assert.deepEqual([s.plays(), (await s.task()).state], [["deploy"], "done"]);
  s.twin.succeed(s.job);
  await s.jump(6);
  assert.deepEqual([s.plays(), await s.words()], [["deploy"], ["arm @bob"]]);
});

test("one that can be played now is played at once", async (t) => {
  const s = await armStage(t);
  s.twin.succeed(s.build);
  await s.settle();
  await s.arm("bob");
  await s.settle();
  assert.deepEqual(s.plays(), ["deploy"]);
});

test("one that was skipped waits for the retry of what it was skipped for", async (t) => {
  const s = await armStage(t);
  await s.arm("bob", { for: "4h" });
  s.twin.fail(s.build);
  await s.pass(20 * 60);
  assert.equal(s.twin.job(s.job).status, "skipped");
  assert.deepEqual([s.plays(), (await s.task()).state], [[], "waiting"]);
  s.twin.act("retry", s.build, { by: "alice" });
  s.twin.succeed(s.twin.jobNamed(s.pipeline.id, "build").id);
  await s.pass(60);
  assert.deepEqual(s.plays(), ["deploy"]);
});

test("an arming ends at its moment, and what can be played afterwards is not played", async (t) => {
  const s = await armStage(t);
  await s.arm("bob", { until: s.now() + 2 * hour });
  await s.jump(2);
  const { state, reason, endedAt } = await s.task();
  assert.deepEqual(
    [state, reason, endedAt],
    ["skipped", "the arming ended at 2026-01-05T11:00:00Z: the job could not be played", s.startsAt + 2 * hour],
  );
  s.twin.succeed(s.build);
  await s.jump(1);
  assert.deepEqual(s.plays(), []);
});

test("somebody looks often at first, and then at least once a minute", async (t) => {
  const s = await armStage(t);
  await s.arm("bob", { for: "1h" });
  const pauses: number[] = [];
  for (let looks = 0; looks < 5; looks++) {
    await s.settle();
    const { due = 0 } = await s.task();
    pauses.push((due - s.now()) / 1000);
    s.clock.advance(pauses.at(-1) ?? 0);
  }
  assert.deepEqual(pauses, [15, 30, 60, 60, 60]);
});

test("24 hours unless told, and at most 7 days", async (t) => {
  const s = await armStage(t);
  await s.arm("bob");
  assert.equal((await s.stored())?.armed?.until, s.now() + 24 * hour);
  assert.deepEqual(await s.arm("bob", { for: "7d" }), { status: 200 });
  for (const body of [{ for: "8d" }, { until: s.now() + 169 * hour }, { until: s.now() }, { for: "1h", until: 1 }])
    assert.equal((await s.arm("bob", body)).code, "badBody");
});

test("who lost the right after arming has nothing played, and is named", async (t) => {
  const s = await armStage(t);
  await s.arm("bob", { for: "4h" });
  await s.settle();
  s.role("bob");
  s.twin.succeed(s.build);
  await s.pass(120);
  assert.deepEqual(s.plays(), []);
  assert.match((await s.task()).reason ?? "", /^@bob armed it, and may not play it now: @bob /);
});

test("who may not play it cannot arm it; nobody can without saying who they are; both leave nothing behind but a word", async (t) => {
  const s = await armStage(t);
  assert.equal((await s.arm("gus")).code, "noRight");
  assert.equal((await s.arm(undefined)).code, "noPerson");
  assert.deepEqual([await s.tasks(), await s.stored()], [[], undefined]);
  assert.match((await s.words()).join("\n"), /^arm @gus: @gus /);
});

test("without a rule that says yes nothing is armed, and an example tells how one looks", async (t) => {
  const none = rulebook('id: other, projects: ["**"], on: pipeline, do: { play: { job: deploy } }');
  const s = await armStage(t, none);
  const no = await s.arm("bob");
  assert.deepEqual([no.status, no.code, no.message], [422, "noRule", "no rule hears the command arm"]);
  const [, example = ""] = /e\.g\. \{ (.*) \}$/.exec(no.cure ?? "") ?? [];
  await s.apply(rulebook(example));
  assert.deepEqual(await s.arm("bob"), { status: 200 });
});

test("a rule that says no, and one that only reports, are named", async (t) => {
  const s = await armStage(
    t,
    rulebook(`${armRule}, when: { by: { role: owner } }`, `${armRule.replace("id: arm", "id: try")}, mode: report`),
  );
  const { code, message = "" } = await s.arm("bob");
  assert.equal(code, "noRule");
  assert.match(message, /arm@1 says no, when\.by\.role: /);
  assert.match(message, /try@1 says yes, but only reports here/);
  assert.deepEqual(await s.tasks(), []);
});

test("what has ended, or was played, cannot be armed", async (t) => {
  const s = await armStage(t);
  s.twin.succeed(s.build);
  await s.settle();
  s.twin.act("play", s.job, { by: "alice" });
  s.twin.succeed(s.job);
  const { code, message } = await s.arm("bob");
  assert.deepEqual([code, message], ["alreadyPlayed", `job ${s.job} "deploy" is success: it is not played again`]);
});

test("a project that is not watched is not told from one that is not there", async (t) => {
  const s = await armStage(t);
  assert.equal((await s.arm("bob", {}, `gates/999999/${s.job}`)).code, "noJob");
  assert.equal((await s.arm("bob", {}, `gates/${s.project.id}/999999`)).code, "noJob");
  const other = await armStage(t, rulebook(armRule), { projects: ["shop/api"] });
  const { status, code, message = "" } = await other.arm("bob");
  assert.deepEqual([status, code, await other.tasks()], [404, "noJob", []]);
  assert.match(message, /^project \d+ is not there, or it is not watched$/);
});

test("an armed job that needs approvals waits for them once it can be played", async (t) => {
  const require = "require: { approvals: { count: 1, from: { role: maintainer } } }";
  const s = await armStage(t, rulebook(`${armRule}, ${require}`));
  await s.arm("bob", { for: "2d" });
  await s.settle();
  assert.equal((await s.approve("carol")).status, 400);
  s.clock.advance(3600);
  s.twin.succeed(s.build);
  await s.pass(120);
  assert.deepEqual([s.plays(), (await s.stored())?.openedAt], [[], s.startsAt + hour]);
  assert.deepEqual(await s.approve("carol"), { status: 200 });
  await s.settle();
  assert.deepEqual(s.plays(), ["deploy"]);
});

test("an armed job whose approvals do not come is not played when they come after the arming's end", async (t) => {
  const require = "require: { approvals: { count: 1, from: { role: maintainer } } }";
  const s = await armStage(t, rulebook(`${armRule}, ${require}`));
  s.twin.succeed(s.build);
  await s.settle();
  await s.arm("bob", { for: "30m" });
  await s.jump(0.5);
  const { state, endedAt } = await s.task();
  assert.deepEqual([state, endedAt], ["skipped", s.startsAt + 0.5 * hour]);
  await s.approve("carol");
  await s.settle();
  assert.deepEqual(s.plays(), []);
});

test("what a person gives with it is sent as far as the rule allows it, and is written nowhere in words", async (t) => {
  const rule =
    'id: arm, projects: ["**"], on: { command: arm }, do: { play: { job: deploy, allow: { REGION: [eu, us] } } }';
  const s = await armStage(t, rulebook(rule));
  assert.equal((await s.arm("bob", { values: { REGION: "moon" } })).code, "noRule");
  await s.arm("bob", { values: { REGION: "eu" } });
  s.twin.succeed(s.build);
  await s.pass(60);
  assert.deepEqual(s.twin.job(s.job).variables, { REGION: "eu" });
  assert.ok(!JSON.stringify(await s.house.store.entries(1000)).includes("moon"));
});
