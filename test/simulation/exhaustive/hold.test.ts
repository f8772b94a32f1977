import assert from "node:assert/strict";
import { test } from "node:test";
import { projectWide } from "../../../lib/core/hold.ts";
import type { Write } from "../../../lib/core/ports.ts";
import { explore } from "./explore.ts";
import { expiredArtifacts, holdAgainstDelete, type Play } from "./hold.ts";
import { justExpired, keepAgainstDelete } from "./keeping.ts";
import { deletingAll } from "./projectWide.ts";
import { holdAgainstBatch, twoExpired } from "./together.ts";

const ground = await expiredArtifacts();
const explored = (play: Play) => explore(holdAgainstDelete(ground, play));

test("whoever looks for a hold and then deletes may delete what a person was told is held", async () => {
  const hold = { scope: "hold#gitlab/42", key: "job:1001" };
  const { interleavings, broken, violations } = await explored({
    workers: ["worker"],
    worker: async (store, gitlab) => {
      if ((await store.note(hold)) === undefined) await gitlab.writes.deleteArtifacts(42, 1001);
    },
    person: async (store) => ({ accepted: await store.putNote(hold, "{}", undefined), names: [] }),
  });
  assert.deepEqual([interleavings, broken], [3, 1]);
  assert.match(violations[0] ?? "", /worker: note hold, person: putNote hold, worker: DELETE/);
});

const isUnless = (write: Write) => "unless" in write;
const isFlight = (write: Write) => "count" in write && write.count.scope.startsWith("inflight#");
const isProof = (write: Write) => isFlight(write) && "by" in write && write.by === 0;
const isPipelines = (write: Write) => isFlight(write) && "count" in write && write.count.key.startsWith("pipeline:");
const isWide = (write: Write) => isFlight(write) && "count" in write && write.count.key === projectWide;

for (const on of ["job:1001", "pipeline:501", "project"]) {
  const play = { workers: ["worker"], on };
  test(`a mark that does not ask for holds lets a delete through after one on ${on} was accepted`, async () => {
    assert.ok((await explored({ ...play, without: isUnless })).broken > 0);
    assert.ok((await explored({ ...play, ...deletingAll(ground), without: isUnless })).broken > 0);
  });

  test(`a mark that does not count its delete as in flight lets a hold on ${on} be accepted too early`, async () => {
    assert.ok((await explored({ ...play, without: isFlight })).broken > 0);
    assert.ok((await explored({ ...play, ...deletingAll(ground), without: isFlight })).broken > 0);
  });
}

test("a delete that is not counted for its pipeline lets a hold on that be accepted too early", async () => {
  assert.ok((await explored({ workers: ["worker"], on: "pipeline:501", without: isPipelines })).broken > 0);
});

test("a delete of a whole project that is counted for that alone lets a hold on a job be accepted too early", async () => {
  assert.ok((await explored({ ...deletingAll(ground), without: isWide })).broken > 0);
});

for (const [what, guard] of [
  ["asks for no hold", isUnless],
  ["counts nothing in flight", isFlight],
] as const)
  test(`two deletes with one request go past a hold on their pipeline, where their mark ${what}`, async () => {
    const { broken } = await explore(holdAgainstBatch(await twoExpired(), { without: guard }));
    assert.ok(broken > 0);
  });

for (const [what, guard] of [
  ["asks whether something is kept", isUnless],
  ["counts what is in flight", isFlight],
  ["asks what is in flight", isProof],
] as const)
  test(`artifacts are deleted although their keep is done, where neither ${what}`, async () => {
    const { broken } = await explore(keepAgainstDelete(await justExpired(), { without: guard }));
    assert.ok(broken > 0);
  });
