import assert from "node:assert/strict";
import { test } from "node:test";
import { mostRank } from "../../lib/core/looked.ts";
import { furtherStage } from "./furtherStage.ts";

test("a look tells what the pipeline was made for: by whom, how, and for no merge request", async (t) => {
  const s = await furtherStage(t);
  const { id } = s.pipeline(["test/unit"], { source: "schedule", by: "dev" });
  const looked = await s.look(s.twin.jobNamed(id, "unit"), { fact: "pipeline" });
  const { userId, createdAt, ...rest } = looked?.pipeline ?? {};
  assert.deepEqual(rest, { source: "schedule", status: "pending", mergeRequest: null });
  assert.equal(userId, s.twin.pipeline(id).person?.id);
  assert.equal(createdAt, s.twin.pipeline(id).createdAt);
  assert.deepEqual(s.asked(), [`pipelines/${id}`]);
});

for (const [what, sourceProjectId, isFromFork] of [
  ["of the project itself", undefined, false],
  ["from a fork", 99, true],
  ["from a fork that is gone", null, true],
] as const)
  test(`a look tells of a merge request ${what}, of its pipeline's children too`, async (t) => {
    const s = await furtherStage(t);
    const request = { iid: 7, sourceBranch: "main", targetBranch: "stable" };
    const mergeRequest = { ...request, ...(sourceProjectId !== undefined && { sourceProjectId }) };
    const trigger = { jobs: [{ name: "kid" }] };
    const { id } = s.pipeline(["test/unit", { name: "kids", stage: "test", trigger }], { mergeRequest });
    const child = s.twin.jobNamed(id, "kids").downstream;
    const wanted = { target: "stable", isFromFork };
    for (const job of [s.twin.jobNamed(id, "unit"), ...(child?.jobs ?? [])]) {
      const looked = await s.look(job, { fact: "pipeline" });
      assert.deepEqual(looked?.pipeline?.mergeRequest, wanted, job.name);
    }
    assert.ok(child);
  });

test("a pipeline for a merge request that runs in the fork leaves nothing known but that there is one", async (t) => {
  const s = await furtherStage(t);
  const { id } = s.pipeline(["test/unit"], { source: "merge_request_event" });
  const child = s.pipeline(["test/kid"], { source: "parent_pipeline" });
  const look = async (pipeline: number, name: string) =>
    (await s.look(s.twin.jobNamed(pipeline, name), { fact: "pipeline" }))?.pipeline;
  assert.deepEqual((await look(id, "unit"))?.mergeRequest, {});
  assert.ok(!("mergeRequest" in ((await look(child.id, "kid")) ?? {})));
});

test("a look tells whether a branch or a tag is protected, and of one name the right one", async (t) => {
  const s = await furtherStage(t, { protectedBranches: [{ name: "v1" }], protectedTags: [{ name: "v2" }] });
  for (const [ref, tag, wanted] of [
    ["v1", false, true],
    ["v1", true, false],
    ["v2", false, false],
    ["v2", true, true],
  ] as const) {
    const { id } = s.pipeline(["test/unit"], { ref, tag });
    const looked = await s.look(s.twin.jobNamed(id, "unit"), { fact: "isProtected" });
    assert.deepEqual(looked, { isProtected: wanted }, `${ref} ${tag}`);
  }
});

test("a look tells what who caused the job may now, groups included", async (t) => {
  const s = await furtherStage(t, { inheritedMembers: { dev: "maintainer" } });
  const unit = s.twin.jobNamed(s.pipeline(["test/unit"], { by: "dev" }).id, "unit");
  const userId = unit.person?.id;
  assert.deepEqual(await s.look(unit, { fact: "by" }), {
    by: { userId, username: "dev", level: 40, isBot: false },
  });
  assert.deepEqual(await s.look(unit, { fact: "by" }, { userId: null }), { by: null });
  assert.equal((await s.look(unit, { fact: "by" }, { userId: s.twin.addPerson({ username: "x" }).id }))?.by?.level, 0);
});

test("whether somebody is a bot is asked once for each user, where the job does not say", async (t) => {
  const s = await furtherStage(t, {}, { vintage: 2020 });
  const unit = s.twin.jobNamed(s.pipeline(["test/unit"], { by: "penstock-bot" }).id, "unit");
  for (const [name, wanted] of [
    ["project_7_bot_0a1b2c", true],
    ["group_7_bot", true],
    ["penstock-bot", undefined],
  ] as const)
    assert.equal((await s.look(unit, { fact: "by" }, { userName: name }))?.by?.isBot, wanted, name);
  const newer = await furtherStage(t, {}, { vintage: 2024 });
  const job = newer.twin.jobNamed(newer.pipeline(["test/unit"], { by: "dev" }).id, "unit");
  const { userIsBot: _, ...facts } = (await newer.factsOf(job)).job;
  newer.twin.requests.length = 0;
  for (let times = 0; times < 3; times++) await newer.client.reads.userIsBot(facts.userId ?? 0);
  assert.deepEqual(newer.asked(), [`users/${facts.userId}`]);
});

test("a look tells how the pipeline stands to the others of its ref, its own children left out", async (t) => {
  const s = await furtherStage(t);
  const trigger = { jobs: [{ name: "kid" }] };
  const old = s.pipeline(["test/unit", { name: "kids", stage: "test", trigger }]);
  const unit = s.twin.jobNamed(old.id, "unit");
  const ask = async (fact: "isNewest" | "isLatest" | "isSuperseded") => (await s.look(unit, { fact }))?.[fact];
  const all = async () => [await ask("isNewest"), await ask("isLatest"), await ask("isSuperseded")];
  assert.deepEqual(await all(), [true, false, false]);
  s.twin.finish(old.id);
  assert.deepEqual(await all(), [true, true, false]);
  s.pipeline(["test/unit"], { ref: "other" });
  const newer = s.pipeline(["test/unit"]);
  assert.deepEqual(await all(), [false, true, false]);
  s.twin.finish(newer.id);
  assert.deepEqual(await all(), [false, false, true]);
});

test("of a child pipeline that succeeded it is not known whether it is the latest", async (t) => {
  const s = await furtherStage(t);
  const trigger = { jobs: [{ name: "kid" }] };
  const { id } = s.pipeline([{ name: "kids", stage: "test", trigger }]);
  const kid = s.twin.jobNamed(id, "kids").downstream?.jobs[0];
  assert.ok(kid);
  assert.deepEqual(await s.look(kid, { fact: "isLatest" }), { isLatest: false });
  s.twin.succeed(kid.id);
  assert.deepEqual(await s.look(kid, { fact: "isLatest" }), {});
  assert.deepEqual(await s.look(kid, { fact: "isNewest" }), { isNewest: true });
});

test("a look counts the runs of the name before this one, and lists the newest run of each job with its bridges", async (t) => {
  const s = await furtherStage(t);
  const trigger = { jobs: [{ name: "kid" }] };
  const { id } = s.pipeline(["test/unit", "test/lint", { name: "kids", stage: "test", trigger }]);
  s.twin.fail(s.twin.jobNamed(id, "unit").id);
  await s.post(`${s.job(s.twin.jobNamed(id, "unit").id)}/retry`);
  const second = s.twin.jobNamed(id, "unit");
  assert.deepEqual(await s.look(second, { fact: "attempt" }), { attempt: 2 });
  const siblings = (await s.look(second, { fact: "siblings" }))?.siblings ?? [];
  const told = siblings.map(({ name, id, isBridge = false }) => `${name} ${id} ${isBridge}`).toSorted();
  const wanted = ["kids", "lint", "unit"].map((name) => `${name} ${s.twin.jobNamed(id, name).id} ${name === "kids"}`);
  assert.deepEqual(told, wanted);
});

test("a look ranks a successful job among those of its name on its ref, and others not at all", async (t) => {
  const s = await furtherStage(t);
  const unit = () => {
    const { id } = s.pipeline(["test/unit", "test/lint"]);
    s.twin.succeed(s.twin.jobNamed(id, "lint").id);
    return s.twin.succeed(s.twin.jobNamed(id, "unit").id);
  };
  const oldest = unit();
  unit();
  const elsewhere = s.pipeline(["test/unit"], { ref: "other" });
  s.twin.finish(elsewhere.id);
  const newest = unit();
  assert.deepEqual(await s.look(oldest, { fact: "rank" }), { rank: 3 });
  assert.deepEqual(await s.look(newest, { fact: "rank" }), { rank: 1 });
  const failed = s.twin.fail(s.twin.jobNamed(s.pipeline(["test/unit"]).id, "unit").id);
  assert.deepEqual(await s.look(failed, { fact: "rank" }), { rank: null });
});

test("more than a hundred is more, however much more, and what lies deeper than five pages is not known", async (t) => {
  const s = await furtherStage(t, {}, { vintage: 2024 });
  const first = s.twin.succeed(s.twin.jobNamed(s.pipeline(["test/unit"]).id, "unit").id);
  const rare = s.twin.succeed(s.twin.jobNamed(s.pipeline(["test/rare"]).id, "rare").id);
  const names = Array.from({ length: 101 }, (_, at) => `test/job ${at}`);
  for (let times = 0; times < 5; times++) s.twin.finish(s.pipeline(names, { ref: "other" }).id);
  assert.deepEqual(await s.look(rare, { fact: "rank" }), {});
  assert.equal(s.asked().length, 5);
  for (let times = 0; times < mostRank; times++) s.twin.finish(s.pipeline(["test/unit"]).id);
  assert.deepEqual(await s.look(first, { fact: "rank" }), { rank: mostRank + 1 });
});

test("a look reads what the runner said at the end, and the code that the script ended with", async (t) => {
  const s = await furtherStage(t);
  const { id } = s.twin.jobNamed(s.pipeline(["test/unit"]).id, "unit");
  s.twin.run(id);
  const failed = s.twin.fail(id, "script_failure", { exitCode: 137 });
  assert.deepEqual(await s.look(failed, { fact: "exitCode" }), { exitCode: 137 });
  const logs = (await s.look(failed, { log: { tailBytes: 65_536 } }))?.logs ?? new Map();
  assert.equal(logs.size, 1);
  assert.match(String([...logs.values()][0]), /exit code 137/);
});

test("where a job deploys to is told by name since GitLab 19, and how it is started by two of its states", async (t) => {
  const environment = { name: "production", action: "start", tier: "production" };
  const gate = { name: "deploy", stage: "deploy", when: "manual", environment } as const;
  for (const [vintage, wanted] of [
    [2026, { environment: { name: "production" } }],
    [2024, {}],
    [2020, {}],
    [2016, {}],
  ] as const) {
    const s = await furtherStage(t, {}, { vintage });
    const deploy = s.twin.jobNamed(s.pipeline([gate]).id, "deploy");
    assert.deepEqual(await s.look(deploy, { fact: "environment" }), wanted, String(vintage));
    assert.deepEqual(await s.look(deploy, { fact: "when" }), { when: "manual" });
    assert.deepEqual(await s.look(deploy, { fact: "when" }, { status: "running" }), {});
    assert.deepEqual(s.asked(), []);
  }
});
