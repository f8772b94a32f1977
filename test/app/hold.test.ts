import assert from "node:assert/strict";
import { test } from "node:test";
import { addHold, holdStanding, holdsOf, removeHold } from "../../lib/app/hold.ts";
import { canBeHeld } from "../../lib/core/hold.ts";
import type { Job } from "../../lib/core/job.ts";
import { oneRule, site, start } from "./site.ts";

type Site = Awaited<ReturnType<typeof site>>;

const artifacts = { files: [{ type: "archive", sizeBytes: 9 }], expireAt: start - 86_400_000 };
const job = (id: number): Job => ({
  id,
  name: `p${id}`,
  status: "success",
  ref: "x",
  tag: false,
  pipelineId: 5,
  since: start - 86_400_000,
  artifacts,
});
const tidy = oneRule("on: { schedule: { every: 1d } }, do: { deleteArtifacts: { quarantine: 1d } }");
const place = { source: "gitlab", project: 42, on: "job:1001" };
const deed = { ...place, who: "ann", reason: "for the audit" };
const deleteId = "gitlab/42/job:1001/deleteArtifacts";

async function tidySite(...ids: number[]): Promise<Site> {
  return await site({ jobs: ids.map(job), rules: tidy });
}

/** A delete whose call is under way while `meanwhile` happens. */
async function whileDeleting(s: Site, meanwhile: () => Promise<void>): Promise<void> {
  s.hooks.beforeCall = meanwhile;
  await s.plan(1001, "deleteArtifacts", "r");
  await s.work();
  delete s.hooks.beforeCall;
}

test("a job that is held is not deleted, and the hold is accepted at once", async () => {
  const s = await tidySite(1001);
  await s.plan(1001, "deleteArtifacts", "r", "deleteArtifacts", { due: start + 60_000 });
  const standing = await addHold(deed, s.worker);
  assert.deepEqual(standing, {
    hold: { project: 42, on: "job:1001", by: "person", who: "ann", at: start, reason: "for the audit" },
    isAccepted: true,
    inFlight: 0,
    deletes: [],
  });
  s.pass(60);
  await s.work();
  assert.deepEqual([(await s.task(deleteId)).state, s.effects], ["skipped", []]);
  assert.match((await s.task(deleteId)).reason ?? "", /a hold on job:1001/);
});

test("a delete that is under way is not stopped: it is named, and asking again tells how it ended", async () => {
  const s = await tidySite(1001);
  await whileDeleting(s, async () => {
    const { isAccepted, inFlight, deletes } = await addHold(deed, s.worker);
    assert.deepEqual(
      [isAccepted, inFlight, deletes.map(({ id, state }) => [id, state])],
      [false, 1, [[deleteId, "calling"]]],
    );
  });
  const { isAccepted, deletes } = await addHold(deed, s.worker);
  assert.deepEqual([isAccepted, deletes.map(({ id, state }) => [id, state])], [true, [[deleteId, "done"]]]);
});

test("while nobody knows what became of a delete the hold is not accepted; then it is, and nothing is deleted any more", async () => {
  const s = await tidySite(1001);
  s.hooks.mishaps.push("lostRequest");
  await s.plan(1001, "deleteArtifacts", "r");
  await s.work();
  const { isAccepted, deletes } = await addHold(deed, s.worker);
  assert.deepEqual([isAccepted, deletes.map(({ id }) => id)], [false, [deleteId]]);
  s.pass(179);
  await s.work();
  assert.equal((await holdStanding(place, s.store))?.isAccepted, false);
  s.pass(1);
  await s.work();
  assert.deepEqual((await holdStanding(place, s.store))?.isAccepted, true);
  assert.deepEqual(
    [s.effects, s.jobs.get(1001)?.artifacts, (await s.task(deleteId)).state],
    [[], artifacts, "skipped"],
  );
});

test("a delete that begins right before the hold is written is not overlooked", async () => {
  const s = await tidySite(1001);
  const [called, ends] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  s.hooks.beforeCall = async () => {
    called.resolve();
    await ends.promise;
  };
  await s.plan(1001, "deleteArtifacts", "r");
  let working = Promise.resolve();
  const store = {
    ...s.store,
    async commit(writes: Parameters<typeof s.store.commit>[0]) {
      working = s.work();
      await called.promise;
      return await s.store.commit(writes);
    },
  };
  assert.equal((await addHold(deed, { ...s.worker, store })).isAccepted, false);
  ends.resolve();
  await working;
  assert.deepEqual([(await addHold(deed, s.worker)).isAccepted, s.effects], [true, ["delete 1001"]]);
});

test("a delete that a sweep marked is named by its task", async () => {
  const s = await tidySite(1001);
  await s.plan(0, "sweep", "r", "deleteArtifacts", {
    effect: { source: "gitlab", project: { id: 42, path: "shop/api" }, verb: "sweep", mark: "r@1" },
  });
  await s.work();
  s.hooks.mishaps.push("lostReply");
  s.pass(86_400);
  await s.work();
  const { isAccepted, deletes } = await addHold(deed, s.worker);
  assert.deepEqual([isAccepted, deletes.map(({ id }) => id)], [false, [`${deleteId}/${start}`]]);
});

test("a project that is held loses nothing, whatever the job", async () => {
  const s = await tidySite(1001, 1002, 1003);
  s.hooks.mishaps.push("lostRequest");
  await s.plan(1001, "deleteArtifacts", "r");
  await s.work();
  const { isAccepted, inFlight, deletes } = await addHold({ ...deed, on: "project" }, s.worker);
  assert.deepEqual([isAccepted, inFlight, deletes.map(({ id }) => id)], [false, 1, [deleteId]]);
  for (const id of [1002, 1003]) await s.plan(id, "deleteArtifacts", "r");
  await s.work();
  s.pass(180);
  await s.work();
  assert.deepEqual(await holdStanding({ ...place, on: "project" }, s.store), {
    hold: { project: 42, on: "project", by: "person", who: "ann", at: start, reason: "for the audit" },
    isAccepted: true,
    inFlight: 0,
    deletes: [],
  });
  assert.deepEqual(s.effects, []);
});

test("a hold that stands keeps its first reason, and asking again writes nothing", async () => {
  const s = await tidySite(1001);
  const first = await addHold(deed, s.worker);
  s.pass(60);
  const { writes } = s.store;
  assert.deepEqual(await addHold({ ...deed, who: "bob", reason: "me too" }, s.worker), {
    ...first,
    stoodAlready: true,
  });
  assert.equal(s.store.writes, writes);
});

test("a hold that is lifted holds no more, and who lifted it, and why, is in the journal", async () => {
  const s = await tidySite(1001);
  await addHold(deed, s.worker);
  const lifted = await removeHold({ ...deed, who: "bob", reason: "the audit is over" }, s.worker);
  assert.deepEqual([lifted?.who, lifted?.reason], ["ann", "for the audit"]);
  assert.equal(await holdStanding(place, s.store), undefined);
  assert.equal(await removeHold(deed, s.worker), undefined);
  await s.plan(1001, "deleteArtifacts", "r");
  await s.work();
  assert.deepEqual(s.effects, ["delete 1001"]);
  const entries = (await s.store.entries(100)).filter((entry) => entry.kind === "byHand");
  assert.deepEqual(
    entries.map(({ step, what, job, projectId, who, reason }) => [step, what, job, projectId, who, reason]),
    [
      ["hold", "job:1001", "job:1001", 42, "ann", "for the audit"],
      ["unhold", "job:1001", "job:1001", 42, "bob", "the audit is over"],
    ],
  );
});

test("the holds of a project, or of all projects of a source, are listed", async () => {
  const s = await tidySite();
  const places = [
    ["gitlab", 42, "job:2"],
    ["gitlab", 42, "project"],
    ["gitlab", 7, "job:1"],
    ["other", 42, "job:9"],
  ] as const;
  for (const [source, project, on] of places) await addHold({ ...deed, source, project, on }, s.worker);
  await removeHold({ ...deed, on: "job:2" }, s.worker);
  const listed = async (source: string, project?: number) =>
    (await holdsOf(s.store, source, project)).map((hold) => `${hold.project} ${hold.on}`);
  assert.deepEqual(await listed("gitlab"), ["42 project", "7 job:1"]);
  assert.deepEqual(await listed("gitlab", 7), ["7 job:1"]);
  assert.deepEqual([await listed("other"), await listed("gitlab", 8), await listed("none")], [["42 job:9"], [], []]);
});

test("of many who hold at once, none is forgotten, and each is listed", async () => {
  const s = await tidySite();
  const deeds = Array.from({ length: 6 }, (_, at) => ({ ...deed, project: at + 1 }));
  const standings = await Promise.all(deeds.map((one) => addHold(one, s.worker)));
  assert.ok(standings.every(({ isAccepted }) => isAccepted));
  assert.equal((await holdsOf(s.store, "gitlab")).length, 6);
});

test("a hold whose text cannot be read holds all the same, is listed and can be lifted", async () => {
  for (const text of ["for the audit", "{}", '{"who":7}', ""]) {
    const s = await tidySite(1001);
    await s.store.putNote({ scope: "hold#gitlab/42", key: "job:1001" }, text, undefined);
    const hold = { project: 42, on: "job:1001", by: "person", who: "somebody", reason: text };
    assert.deepEqual(await holdsOf(s.store, "gitlab", 42), [hold]);
    await s.plan(1001, "deleteArtifacts", "r");
    await s.work();
    assert.deepEqual(s.effects, []);
    assert.deepEqual((await addHold(deed, s.worker)).hold, hold);
    assert.deepEqual(await removeHold(deed, s.worker), hold);
  }
});

test("a list of projects that cannot be read keeps nobody from holding, but is not taken for an empty one", async () => {
  const s = await tidySite(1001);
  await s.store.putNote({ scope: "hold#gitlab", key: "projects" }, "[broken", undefined);
  assert.equal((await addHold(deed, s.worker)).isAccepted, true);
  await assert.rejects(holdsOf(s.store, "gitlab"), { name: "StoreError", code: "corrupt" });
  assert.equal((await holdsOf(s.store, "gitlab", 42)).length, 1);
});

test("a hold is never forgotten by itself", async () => {
  const s = await tidySite(1001);
  await addHold(deed, s.worker);
  assert.equal(s.store.tables.get("ledger", "hold#gitlab/42", "job:1001")?.expires, undefined);
});

test("a hold whose write met an error stands whole or not at all, and asking again is safe", async () => {
  for (const fault of ["ambiguousApplied", "ambiguousLost", "throttled", "unavailable"] as const) {
    let next: typeof fault | undefined;
    const faults = ({ kind }: { kind: string }) => (kind === "commit" ? next : undefined);
    const s = await site({ jobs: [job(1001)], rules: tidy, store: { faults } });
    next = fault;
    await assert.rejects(addHold(deed, s.worker), { name: "StoreError" });
    next = undefined;
    const stands = (await holdStanding(place, s.store)) !== undefined;
    assert.deepEqual(
      [stands, (await s.store.entries(9)).length],
      fault === "ambiguousApplied" ? [true, 1] : [false, 0],
    );
    assert.equal((await addHold(deed, s.worker)).isAccepted, true);
    assert.equal((await s.store.entries(9)).length, 1);
  }
});

for (const on of [
  "pipeline:0",
  "pipeline:x",
  "job:",
  "job:0",
  "job:1/2",
  "job:1 ",
  "projects",
  "",
  "job:99999999999999999",
])
  test(`nothing can be held that is called ${JSON.stringify(on)}`, () => {
    assert.equal(canBeHeld(on), false);
  });
