import assert from "node:assert/strict";
import { test } from "node:test";
import { holdsOf, removeHold } from "../../lib/app/hold.ts";
import { keepText, keptKey, keptProjectKey, type NotedKeep } from "../../lib/core/keep.ts";
import { expired } from "./jobs.ts";
import { oneRule, site, start } from "./site.ts";

type Site = Awaited<ReturnType<typeof site>>;

const tidy = oneRule("on: { schedule: { every: 1d } }, do: deleteArtifacts");
const deleteId = "gitlab/42/job:1001/deleteArtifacts";
const keep: NotedKeep = { why: "releases stay", rules: ["keep-tags@3"], since: start, state: "kept" };

async function enter(s: Site, on: string, entry: NotedKeep = keep): Promise<void> {
  await s.store.putNote(keptProjectKey("gitlab", 42), "shop/api", undefined);
  await s.store.putNote(keptKey({ source: "gitlab", project: 42, on }), keepText(entry), undefined);
}

/** How often GitLab was asked for anything. */
function countingLooks(s: Site) {
  let looks = 0;
  const { reads } = s.gitlab;
  for (const name of ["job", "project", "pipeline"] as const) {
    const read = reads[name] as (...given: unknown[]) => unknown;
    Object.assign(reads, { [name]: (...given: unknown[]) => ++looks && read(...given) });
  }
  return () => looks;
}

for (const [on, entry, said] of [
  ["job:1001", keep, "the keep of job:1001 protects the artifacts (keep-tags@3: releases stay)"],
  [
    "pipeline:501",
    { ...keep, rules: [], release: "v1.2" },
    "the keep of pipeline:501 protects the artifacts (release v1.2: releases stay)",
  ],
] as const)
  test(`a keep of ${on} is a hold: nothing is deleted, GitLab is not even asked, and the task says whose it is`, async () => {
    const s = await site({ jobs: [expired], rules: tidy });
    await enter(s, on, entry);
    const looks = countingLooks(s);
    await s.plan(1001, "deleteArtifacts", "r", "deleteArtifacts", { about: { pipelineId: 501 } });
    await s.work();
    const { state, reason, calls } = await s.task(deleteId);
    assert.deepEqual([state, reason, calls, s.effects, looks()], ["skipped", said, 0, [], 0]);
  });

test("a proposal to let go protects as a keep does, and so does an entry that nobody can read", async () => {
  for (const text of [keepText({ ...keep, state: "proposed" }), "{"]) {
    const s = await site({ jobs: [expired], rules: tidy });
    await s.store.putNote(keptKey({ source: "gitlab", project: 42, on: "job:1001" }), text, undefined);
    await s.plan(1001, "deleteArtifacts", "r");
    await s.work();
    assert.deepEqual([(await s.task(deleteId)).state, s.effects], ["skipped", []]);
  }
});

for (const [what, key] of [
  ["a keep of the job", { scope: "kept#gitlab/42", key: "job:1001" }],
  ["a keep of its pipeline", { scope: "kept#gitlab/42", key: "pipeline:501" }],
  ["a hold on its pipeline", { scope: "hold#gitlab/42", key: "pipeline:501" }],
] as const)
  test(`${what} that comes between the look and the mark is met by the mark`, async () => {
    const s = await site({ jobs: [expired], rules: tidy });
    const { commit } = s.store;
    s.store.commit = async (writes) => {
      if (writes.some((write) => "unless" in write)) await s.store.putNote(key, "{}", undefined);
      return await commit(writes);
    };
    await s.plan(1001, "deleteArtifacts", "r");
    await s.work();
    const { state, reason, calls } = await s.task(deleteId);
    assert.deepEqual([state, calls, s.effects], ["skipped", 0, []]);
    assert.match(reason ?? "", new RegExp(`(hold on|keep of) ${key.key} protects the artifacts`));
    assert.equal(await s.store.note({ scope: "inflight#gitlab/42", key: "project" }), undefined);
  });

test("a delete whose outcome is open is settled though a hold came meanwhile, and not called again", async () => {
  const s = await site({ jobs: [expired], rules: tidy });
  s.hooks.mishaps.push("lostReply");
  await s.plan(1001, "deleteArtifacts", "r", "deleteArtifacts", { about: { pipelineId: 501 } });
  await s.work();
  await s.store.putNote({ scope: "hold#gitlab/42", key: "pipeline:501" }, "{}", undefined);
  s.pass(180);
  await s.work();
  const { state, reason } = await s.task(deleteId);
  assert.deepEqual([state, s.effects], ["done", ["delete 1001"]], reason);
});

test("keeps are listed among the holds, with what they stem from; a person cannot lift them as a hold", async () => {
  const s = await site({ jobs: [expired], rules: tidy });
  await enter(s, "job:1001");
  await enter(s, "pipeline:501", { ...keep, rules: [], release: "v1.2" });
  const listed = (await holdsOf(s.store, "gitlab")).map(({ on, by, who }) => [on, by, who]);
  assert.deepEqual(listed, [
    ["job:1001", "keep", "keep-tags@3"],
    ["pipeline:501", "release", "v1.2"],
  ]);
  const deed = { source: "gitlab", project: 42, on: "job:1001", who: "ann", reason: "over" };
  assert.equal(await removeHold(deed, s.worker), undefined);
  assert.equal((await holdsOf(s.store, "gitlab", 42)).length, 2);
});
