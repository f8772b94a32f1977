import assert from "node:assert/strict";
import { test } from "node:test";
import { perform } from "../../lib/app/perform.ts";
import type { Worker } from "../../lib/app/worker.ts";
import { expired, manual, playId } from "./jobs.ts";
import { oneRule, site, start } from "./site.ts";

type Site = Awaited<ReturnType<typeof site>>;

/** A worker whose table takes so long for a mark that what was seen before it has aged. */
function slowToMark(s: Site, seconds: number, meanwhile: () => void = () => {}): Worker {
  const store: typeof s.store = {
    ...s.store,
    async commit(writes) {
      const committed = await s.store.commit(writes);
      const isMark = writes.some((write) => "put" in write && write.put.state === "calling");
      if (isMark) {
        s.pass(seconds);
        meanwhile();
      }
      return committed;
    },
  };
  return { ...s.worker, store };
}

async function workOnce(s: Site, worker: Worker): Promise<void> {
  for (const task of await s.store.dueTasks(s.now(), 100)) await perform(task, worker);
}

test("a calendar that closes between the mark and the call is closed: nothing is played, and the gate waits", async () => {
  const rules = oneRule(
    "on: pipeline, do: { play: { job: deploy } }, limit: { perPipeline: 5 }, require: { calendar: c }",
  ).replace("rules:", "calendars: { c: { zone: UTC, open: Fri 09:00-10:00 } }\nrules:");
  const s = await site({ jobs: [manual], rules });
  s.pass(3_600 - 2);
  await s.plan(1002, "play", "r");
  await workOnce(s, slowToMark(s, 3));
  const { state, due, reason } = await s.task(playId);
  assert.deepEqual([s.effects, state, due], [[], "waiting", start + 7 * 86_400_000]);
  assert.match(reason ?? "", /^the calendar c is closed/);
  assert.equal(await s.counter("perPipeline"), 0);
});

for (const [what, change] of [
  [
    "its pipeline is the newest success of the ref",
    (s: Site) => (s.gitlab.reads.newestSuccess = async () => ({ id: 501 })),
  ],
  ["the branch is protected", (s: Site) => (s.gitlab.reads.branchIsProtected = async () => true)],
] as const)
  test(`a delete that was slow to mark looks once more, and is not done where ${what} by then`, async () => {
    const s = await site({ jobs: [expired], rules: oneRule("on: { schedule: { every: 1d } }, do: deleteArtifacts") });
    await s.plan(1001, "deleteArtifacts", "r");
    await workOnce(
      s,
      slowToMark(s, 6, () => void change(s)),
    );
    assert.deepEqual(s.effects, []);
    s.pass(600);
    await s.work();
    assert.deepEqual([s.effects, (await s.task("gitlab/42/job:1001/deleteArtifacts")).state], [[], "skipped"]);
  });
