import assert from "node:assert/strict";
import { test } from "node:test";
import type { Write } from "../../../lib/core/ports.ts";
import { explore } from "./explore.ts";
import { expiredArtifacts, holdAgainstDelete, type Play } from "./hold.ts";

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

test("a mark that does not ask for holds lets a delete through after a hold was accepted", async () => {
  assert.ok((await explored({ workers: ["worker"], without: (write) => "unless" in write })).broken > 0);
});

test("a mark that does not count its delete as in flight lets a hold be accepted too early", async () => {
  const without = (write: Write) => "count" in write && write.count.scope.startsWith("inflight#");
  assert.ok((await explored({ workers: ["worker"], without })).broken > 0);
});
