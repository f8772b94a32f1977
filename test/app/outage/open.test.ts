import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { perform } from "../../../lib/app/perform.ts";
import type { Store } from "../../../lib/core/ports.ts";
import { oneRule, start } from "../site.ts";
import { manyFailed, storm } from "./storm.ts";

const id = "r/runner_system_failure/42";

test("the 21st retry for one kind of failure within ten minutes is parked with all that follow, and that is told once", async () => {
  const s = await storm({ jobs: manyFailed(25) });
  await s.planAll();
  await s.work();
  assert.equal(s.effects.length, 20);
  const { openedAt, openedBy, nextCanaryAt, ...outage } = await s.outage();
  assert.deepEqual(outage, {
    id,
    rule: "r",
    failure: "runner_system_failure",
    project: 42,
    projectPath: "shop/api",
    retries: 20,
    withinSeconds: 600,
    parked: 5,
    canaries: 0,
  });
  assert.equal(nextCanaryAt - openedAt, 300_000);
  assert.ok((await s.parked()).some((task) => task.id === openedBy));
  const told = await s.told();
  assert.deepEqual(
    told.map(({ step, parked, projectId }) => [step, parked, projectId]),
    [["opened", 1, 42]],
  );
  assert.match(
    told[0]?.reason ?? "",
    /^r made jobs run again 20 times within 10 minutes in shop\/api because of runner_system_failure: more are parked, and one is tried at 2026-11-20T09:05:00Z$/,
  );
  assert.deepEqual(s.errors, ["outage opened"]);
});

test("many that are one too many in the same millisecond open one outage, and one of them tells of it", async () => {
  const s = await storm({ jobs: manyFailed(28) });
  await s.planAll();
  for (const due of await s.store.dueTasks(s.now(), 20)) await perform(due, s.worker);
  const slow: Store["note"] = async (key) => {
    const read = await s.store.note(key);
    await setImmediate();
    return read;
  };
  const worker = { ...s.worker, store: { ...s.store, note: slow } };
  await Promise.all((await s.store.dueTasks(s.now(), 8)).map((task) => perform(task, worker)));
  assert.deepEqual([s.effects.length, (await s.parked()).length], [20, 8]);
  assert.deepEqual(
    (await s.told()).map(({ step }) => step),
    ["opened"],
  );
  assert.deepEqual(s.errors, ["outage opened"]);
});

test("a parked task waits as it is: it took no limit, made no call, and counts towards no attention", async () => {
  const s = await storm({ jobs: manyFailed(22) });
  await s.planAll();
  await s.work();
  const parked = await s.parked();
  assert.equal(parked.length, 2);
  for (const { state, parked: of, runs, calls, spent, due } of parked)
    assert.deepEqual([state, of, runs, calls, spent, due], ["waiting", id, 0, 0, undefined, start + 300_000]);
  assert.equal(await s.counter("perJob"), 20);
});

test("a parked task that comes due while its outage is open is put off without a request to GitLab", async () => {
  const s = await storm({ jobs: manyFailed(22) });
  await s.planAll();
  await s.work();
  const [parked] = await s.parked();
  let looks = 0;
  const look = s.gitlab.reads.job;
  s.gitlab.reads.job = async (...asked) => {
    looks++;
    return await look(...asked);
  };
  s.later(240);
  assert.ok(parked);
  await s.store.commit([{ put: { ...parked, due: s.now(), version: parked.version + 1 }, seen: parked.version }]);
  await s.work();
  assert.equal(looks, 0);
  assert.equal((await s.task(parked.id)).state, "waiting");
  assert.equal((await s.outage()).parked, 2);
});

test("kinds of failures, projects and rules count apart", async () => {
  const two = [
    ...manyFailed(20),
    ...manyFailed(20, { failureReason: "api_failure" }, 2001),
    ...manyFailed(20, {}, 3001),
  ];
  const s = await storm({ jobs: two });
  await s.planAll(two.slice(0, 40).map((job) => job.id));
  await s.planAll(
    two.slice(40).map((job) => job.id),
    43,
  );
  await s.work();
  assert.equal(s.effects.length, 60);
  assert.deepEqual(await s.outages(), []);
});

test("the kind of failure is the class that the rule asks for", async () => {
  const rules = oneRule(
    "on: job, when: { status: failed, failureClass: infra.* }, do: retry, outage: { perProject: 2 }",
  );
  const jobs = [
    ...manyFailed(1),
    ...manyFailed(1, { failureReason: "api_failure" }, 2001),
    ...manyFailed(2, { failureReason: "image_pull_failure" }, 3001),
    ...manyFailed(1, {}, 4001),
  ];
  const s = await storm({ jobs, rules });
  await s.planAll();
  await s.work();
  assert.equal(s.effects.length, 4);
  assert.equal((await s.outage()).failure, "infra.runner");
});

test("another window begins to count anew", async () => {
  const s = await storm({ jobs: manyFailed(30) });
  await s.planAll(Array.from({ length: 15 }, (_, at) => 1001 + at));
  await s.work();
  s.later(600);
  await s.planAll(Array.from({ length: 15 }, (_, at) => 1016 + at));
  await s.work();
  assert.equal(s.effects.length, 30);
});

test("what a rule says of outages holds: its own bound, or none", async () => {
  for (const [says, done] of [
    ["{ perProject: 3 }", 3],
    ["{ perSource: 4 }", 4],
    ["{ perProject: 3, within: 1h }", 3],
    ["off", 25],
  ] as const) {
    const rules = oneRule(`on: job, when: { status: failed }, do: retry, outage: ${says}`);
    const s = await storm({ jobs: manyFailed(25), rules });
    await s.planAll();
    await s.work();
    assert.equal(s.effects.length, done, says);
  }
});

test("where the rule says so all projects of the source are counted together", async () => {
  const rules = oneRule("on: job, when: { status: failed }, do: retry, outage: { perSource: 7, perProject: 4 }");
  const s = await storm({ jobs: manyFailed(12), rules });
  for (const project of [42, 43, 44])
    await s.planAll(
      Array.from({ length: 3 }, (_, at) => 1001 + (project - 42) * 3 + at),
      project,
    );
  await s.work();
  assert.equal(s.effects.length, 7);
  assert.deepEqual([(await s.outage()).id, (await s.told())[0]?.projectId], ["r/runner_system_failure/all", undefined]);
  await s.planAll([1010], 45);
  await s.work();
  assert.deepEqual([s.effects.length, (await s.outage()).parked], [7, 3]);
});
