import assert from "node:assert/strict";
import { test } from "node:test";
import { performAll } from "../../../lib/app/performAll.ts";
import { performDue } from "../../../lib/app/performDue.ts";
import { noShortage } from "../../../lib/app/shortage.ts";
import { stopsText, switchKey } from "../../../lib/app/stops.ts";
import { holdScope } from "../../../lib/core/hold.ts";
import { joinKey } from "../../../lib/core/key.ts";
import { batchStage, start } from "./stage.ts";

const path = (projectId: number) => `/api/v4/projects/${projectId}`;

test("ninety deletes of one project are four requests: their page, their refs, their branches, and one that deletes", async (t) => {
  const s = await batchStage(t, { jobs: 90 });
  await s.work();
  assert.equal(s.gone().length, 90);
  const states = await Promise.all(s.jobs.map(s.state));
  assert.deepEqual([...new Set(states)], ["done"]);
  assert.deepEqual(s.asked(), [
    `GET ${path(s.project.id)}/jobs`,
    "POST /api/graphql",
    `GET ${path(s.project.id)}/repository/branches`,
    "POST /api/graphql",
  ]);
  assert.equal(await s.sum("inflight"), 0);
});

test("of five hundred jobs on twenty branches all go, with at most 4.5 requests for a hundred", async (t) => {
  const refs = Array.from({ length: 20 }, (_, at) => `topic/${at}`);
  const s = await batchStage(t, { jobs: 500, refs });
  await s.work();
  assert.equal(s.gone().length, 500);
  assert.ok(s.twin.requests.length <= (500 * 450) / 10_000 + 6, `${s.twin.requests.length} requests`);
});

test("where the budget is short the stream leaves deletes to tick, which has hundreds for one request", async (t) => {
  const s = await batchStage(t, { jobs: 30 });
  const shortage = noShortage();
  shortage.waitedAt.set(joinKey("gitlab", "sweep"), start);
  assert.equal(await performAll(await s.store.dueTasks(start, 10), s.worker, shortage), 0);
  assert.deepEqual([s.gone(), s.asked()], [[], []]);
  await performDue(s.worker);
  assert.deepEqual([s.gone().length, s.asked().length], [30, 4]);
});

test("each of a batch is judged alone: the right ones go, and each is recorded with its own reason", async (t) => {
  const refs = ["feature", "v1.0", "gone", "main"];
  const s = await batchStage(t, { jobs: 40, refs, rule: "limit: { perProjectPerHour: 6, percentPerDay: 100 }" });
  s.twin.addTag(s.project.id, "v1.0");
  s.twin.addRelease(s.project.id, { tag: "v1.0" });
  s.project.branches.delete("gone");
  s.project.protectedBranches.push({ name: "mai*", role: "maintainer" });
  const onFeature = s.jobs.filter(({ pipeline }) => pipeline.ref === "feature");
  const onGone = s.jobs.filter(({ pipeline }) => pipeline.ref === "gone");
  const [held, kept, erased, revived, unheard] = onFeature;
  if (!held || !kept || !erased || !revived || !unheard) throw new Error("too few jobs");
  const hold = { scope: holdScope("gitlab", s.project.id), key: `job:${held.id}` };
  await s.store.putNote(hold, JSON.stringify({ who: "ann", at: start, reason: "audit" }), undefined);
  kept.artifactsExpireAt = null;
  erased.erasedAt = start - 1;
  erased.files = [];
  revived.artifactsExpireAt = start + 1;
  await s.work();
  const gone = s.gone().filter((id) => id !== erased.id);
  assert.equal(gone.length, 6);
  const free = [...onFeature, ...onGone].map(({ id }) => id);
  assert.ok(gone.every((id) => free.includes(id) && ![held.id, kept.id, revived.id].includes(id)));
  const told = async (job: typeof held) => (await s.task(job))?.reason ?? "";
  assert.match(await told(held), /hold on job:\d+ protects/);
  assert.match(await told(kept), /no expiry date/);
  assert.match(await told(revived), /have not expired/);
  assert.match(await told(erased), /no artifacts any more/);
  const states = new Map(await Promise.all(s.jobs.map(async (job) => [job.id, await s.state(job)] as const)));
  for (const job of s.jobs) {
    if (gone.includes(job.id)) assert.equal(states.get(job.id), "done");
    if (["v1.0", "main"].includes(job.pipeline.ref)) assert.equal(states.get(job.id), "skipped");
  }
  const late = free.filter((id) => states.get(id) === "waiting");
  assert.equal(late.length, 20 - 4 - 6);
  assert.equal(await s.sum("inflight"), 0);
});

for (const vintage of [2016, 2020, 2024] as const)
  test(`a GitLab of ${vintage} deletes what it can, in one request or job by job`, async (t) => {
    const s = await batchStage(t, { jobs: 12, vintage });
    await s.work();
    s.pass(60);
    await s.work();
    const calls = s.asked().filter((line) => line.startsWith("DELETE"));
    // 2016 has no such endpoint at all, and tells nothing of what must be known before.
    const expected = { 2016: [0, 0], 2020: [12, 12], 2024: [12, 0] }[vintage];
    assert.deepEqual([s.gone().length, calls.length], expected);
  });

test("a GitLab that cannot delete many at once is asked for that once, and then job by job", async (t) => {
  const s = await batchStage(t, { jobs: 5, vintage: 2020 });
  await s.work();
  const [first] = s.jobs;
  assert.match((first && (await s.task(first))?.reason) ?? "", /job by job/);
  assert.deepEqual([s.gone(), await s.sum("inflight")], [[], 0]);
  assert.equal((first && (await s.task(first)))?.calls, 0);
  s.pass(60);
  await s.work();
  assert.equal(s.gone().length, 5);
  assert.equal(s.asked().filter((line) => line === "POST /api/graphql").length, 2);
});

test("what is pressed on the switch while a batch is being marked stops all of it", async (t) => {
  const s = await batchStage(t, { jobs: 8 });
  let marks = 0;
  const store = {
    ...s.store,
    async commit(writes: Parameters<typeof s.store.commit>[0]) {
      const done = await s.store.commit(writes);
      if (writes.length > 1 && ++marks === 5)
        await s.store.putNote(switchKey("gitlab"), stopsText([`project:${s.project.id}`]), undefined);
      return done;
    },
  };
  await s.work({ ...s.worker, store });
  assert.ok(marks >= 5);
  assert.deepEqual(s.gone(), []);
  assert.equal(await s.sum("inflight"), 0);
});
