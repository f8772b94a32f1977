import assert from "node:assert/strict";
import { test } from "node:test";
import { addHold, holdStanding, holdsOf, removeHold } from "../../lib/app/hold.ts";
import type { Task } from "../../lib/core/task.ts";
import { expired } from "./jobs.ts";
import { oneRule, site, start } from "./site.ts";

type Site = Awaited<ReturnType<typeof site>>;

const tidy = oneRule("on: { schedule: { every: 1d } }, do: deleteArtifacts");
const place = { source: "gitlab", project: 42, on: "pipeline:501" };
const deed = { ...place, who: "ann", reason: "for the audit" };
const deleteId = (job: number) => `gitlab/42/job:${job}/deleteArtifacts`;
const flight = (s: Site, key: string) => s.store.note({ scope: "inflight#gitlab/42", key });
const delivered = (s: Site, job: number) => s.plan(job, "deleteArtifacts", "r");

/** Two jobs of pipeline 501 and one of pipeline 502. */
async function tidySite(): Promise<Site> {
  const jobs = [expired, { ...expired, id: 1002 }, { ...expired, id: 1003, pipelineId: 502 }];
  return await site({ jobs, rules: tidy });
}

test("all jobs of a pipeline that is held are spared, and no other's", async () => {
  const s = await tidySite();
  assert.equal((await addHold(deed, s.worker)).isAccepted, true);
  for (const id of [1001, 1002, 1003]) await delivered(s, id);
  await s.work();
  assert.deepEqual(s.effects, ["delete 1003"]);
  const { state, reason } = await s.task(deleteId(1002));
  assert.deepEqual([state, reason], ["skipped", "a hold on pipeline:501 protects the artifacts (ann: for the audit)"]);
  assert.deepEqual(
    (await holdsOf(s.store, "gitlab")).map(({ on, by }) => [on, by]),
    [["pipeline:501", "person"]],
  );
});

test("a delete of one of its jobs that is under way is counted and named; those of other pipelines are not", async () => {
  const s = await tidySite();
  s.hooks.mishaps.push("lostReply", "lostReply");
  for (const id of [1001, 1003]) await delivered(s, id);
  await s.work();
  assert.deepEqual(await Promise.all(["project", "pipeline:501", "pipeline:502"].map((on) => flight(s, on))), [
    "2",
    "1",
    "1",
  ]);
  const { isAccepted, inFlight, deletes } = await addHold(deed, s.worker);
  assert.deepEqual([isAccepted, inFlight, deletes.map(({ id }) => id)], [false, 1, [deleteId(1001)]]);
  s.pass(180);
  await s.work();
  assert.equal((await holdStanding(place, s.store))?.isAccepted, true);
  for (const on of ["job:1001", "project", "pipeline:501", "pipeline:502"]) assert.equal(await flight(s, on), "0", on);
});

test("a delete that ended right before the hold asked is named while another one is still under way", async () => {
  const s = await tidySite();
  s.hooks.mishaps.push("lostReply");
  await delivered(s, 1001);
  await s.work();
  await delivered(s, 1002);
  await s.work();
  const { isAccepted, deletes } = await addHold(deed, s.worker);
  assert.deepEqual([isAccepted, deletes.map(({ id }) => id).toSorted()], [false, [deleteId(1001), deleteId(1002)]]);
  await removeHold(deed, s.worker);
  s.pass(61);
  const later = await addHold(deed, s.worker);
  assert.deepEqual(
    later.deletes.map(({ id }) => id),
    [deleteId(1001)],
  );
});

/** A delete in flight as a version left it that counted it for the job and the project alone. */
async function oldFlight(s: Site, about?: Task["about"]): Promise<void> {
  s.hooks.mishaps.push("lostReply");
  await s.plan(1001, "deleteArtifacts", "r", "deleteArtifacts", about ? { about } : {});
  await s.work();
  const { flights: _flights, snapshot, ...task } = await s.task(deleteId(1001));
  const { pipeline: _pipeline, ...shot } = snapshot ?? {};
  await s.store.commit([
    { put: { ...task, snapshot: shot, version: task.version + 1 }, seen: task.version },
    { count: { scope: "inflight#gitlab/42", key: "pipeline:501" }, by: -1, forgetAt: start },
  ]);
}

test("what an older version counted under two names is given back under two", async () => {
  const s = await tidySite();
  await oldFlight(s);
  s.pass(180);
  await s.work();
  for (const on of ["job:1001", "project", "pipeline:501"]) assert.equal(await flight(s, on), "0", on);
});

for (const [what, about, expected] of [
  ["that may be of the pipeline keeps its hold from being accepted", undefined, false],
  ["of the pipeline keeps its hold from being accepted", { pipelineId: 501 }, false],
  ["of another pipeline does not", { pipelineId: 502 }, true],
] as const)
  test(`a delete in flight that an older version marked ${what}`, async () => {
    const s = await tidySite();
    await oldFlight(s, about);
    const { isAccepted, deletes } = await addHold(deed, s.worker);
    assert.deepEqual([isAccepted, deletes.length], [expected, expected ? 0 : 1]);
    s.pass(180);
    await s.work();
    assert.equal((await holdStanding(place, s.store))?.isAccepted, true);
  });

test("a delete that is called again counts once, and where an older version did not count it", async () => {
  const s = await tidySite();
  s.hooks.mishaps.push("lostRequest");
  await delivered(s, 1001);
  await s.work();
  const { flights: _flights, ...task } = await s.task(deleteId(1001));
  await s.store.commit([
    { put: { ...task, version: task.version + 1 }, seen: task.version },
    { count: { scope: "inflight#gitlab/42", key: "pipeline:501" }, by: -1, forgetAt: start },
  ]);
  s.pass(180);
  const seen: (string | undefined)[] = [];
  s.hooks.beforeCall = async () => {
    for (const on of ["job:1001", "project", "pipeline:501"]) seen.push(await flight(s, on));
  };
  await s.work();
  assert.deepEqual([seen, s.effects], [["1", "1", "1"], ["delete 1001"]]);
});
