import assert from "node:assert/strict";
import { test } from "node:test";
import { type BatchStage, batchStage } from "./stage.ts";

/** The worker, something happening once at its fifth mark. */
function atFifthMark(s: BatchStage, happen: () => void) {
  let marks = 0;
  const commit: typeof s.store.commit = async (writes) => {
    const done = await s.store.commit(writes);
    if (writes.length > 1 && ++marks === 5) happen();
    return done;
  };
  return { ...s.worker, store: { ...s.store, commit } };
}

test("a look that has aged while many were marked is taken again by all, and what somebody keeps meanwhile stays", async (t) => {
  const s = await batchStage(t, { jobs: 8 });
  const [kept] = s.jobs;
  if (!kept) throw new Error("no job");
  const worker = atFifthMark(s, () => {
    s.pass(6);
    kept.artifactsExpireAt = null;
  });
  await s.work(worker);
  assert.deepEqual(
    s.gone(),
    s.jobs.slice(1).map(({ id }) => id),
  );
  assert.equal(await s.state(kept), "waiting");
  assert.match((await s.task(kept))?.reason ?? "", /changed while the call was prepared/);
  assert.deepEqual([(await s.task(kept))?.calls, await s.sum("inflight")], [0, 0]);
  assert.ok(s.twin.requests.length <= 8, s.asked().join("\n"));
});

test("what has become too old for its lease is put back, and nothing is sent", async (t) => {
  const s = await batchStage(t, { jobs: 8 });
  const worker = atFifthMark(s, () => s.pass(55));
  await s.work(worker);
  assert.deepEqual([s.gone(), await s.sum("inflight")], [[], 0]);
  const states = await Promise.all(s.jobs.map(s.state));
  assert.deepEqual([...new Set(states)], ["waiting"]);
});

test("another project that has the path now tells nothing of this one", async (t) => {
  const s = await batchStage(t, { jobs: 4 });
  (s.project as { path: string }).path = "shop/moved";
  const members = { [s.twin.bot.username]: "maintainer" } as const;
  const other = s.twin.addProject({ path: "shop/api", id: s.project.id + 1, branches: ["feature"], members });
  assert.notEqual(other.id, s.project.id);
  // There the newest success of the branch is another pipeline than here, where it is the one of the last job.
  const own = s.project.pipelines.findLast(({ ref }) => ref === "feature");
  if (own) (own as { ref: string }).ref = "elsewhere";
  await s.work();
  const [last] = s.jobs.slice(-1);
  assert.equal(last && s.gone().includes(last.id), false);
  assert.match((last && (await s.task(last))?.reason) ?? "", /newest successful pipeline of feature/);
});

test("an answer of which nothing is left makes all unknown", async (t) => {
  const s = await batchStage(t, { jobs: 3 });
  const body = JSON.stringify({ data: null, errors: [{ message: "Timeout" }] });
  s.twin.faultNext({ kind: "answer", status: 200, body, path: /\/api\/graphql/, skip: 1 });
  await s.work();
  for (const job of s.jobs) assert.equal((await s.task(job))?.unsure, true);
});
