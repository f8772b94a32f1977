import assert from "node:assert/strict";
import type { Job } from "../../../infra/twin/state/graph.ts";
import { contract, type Scene } from "./scene.ts";

const unlocked = { project: { settings: { keepsLatestArtifacts: false } } };

function ended({ lone, twin }: Scene, artifacts = {}, more = {}): Job {
  return twin.succeed(lone("unit", more).id, { artifacts });
}

async function shown({ get, pathOf }: Scene, job: Job) {
  const { json } = await get(pathOf(job));
  const types = json.artifacts.map(({ file_type }: { file_type: string }) => file_type);
  return { ...json, types, hasFile: "artifacts_file" in json };
}

contract("3 artifacts_expire_at: 30 days by default, expire_in, or null for never", async (scene) => {
  const days = async (job: Job) => {
    const { artifacts_expire_at: at } = await shown(scene, job);
    return at && (Date.parse(at) - scene.time.now()) / 86_400_000;
  };
  assert.equal(await days(ended(scene)), 30);
  assert.equal(await days(ended(scene, { expireInSeconds: 86_400 })), 1);
  assert.equal(await days(ended(scene, { expireInSeconds: null })), null);
});

contract("3 keep: also frees every file; 200 also if already null, and then nothing changes", async (scene) => {
  const { post, pathOf, twin, time } = scene;
  const job = ended(scene);
  for (let count = 0; count < 2; count++) {
    const { status, json } = await post(`${pathOf(job)}/artifacts/keep`);
    assert.deepEqual([status, json.artifacts_expire_at], [200, null]);
  }
  assert.deepEqual(
    job.files.map(({ expireAt }) => expireAt),
    [null, null, null],
  );
  assert.equal(twin.effects.length, 1);
  time.advance(90 * 86_400);
  twin.cleanUp();
  assert.equal((await shown(scene, job)).hasFile, true);
});

contract("3 keep: refused once past expiry, although the files are still listed", async (scene) => {
  const job = ended(scene, { expireInSeconds: 60 });
  scene.time.advance(60);
  assert.equal((await scene.post(`${scene.pathOf(job)}/artifacts/keep`)).status, 404);
  const { types, hasFile, artifacts_expire_at: at } = await shown(scene, job);
  assert.deepEqual([types, hasFile], [["archive", "metadata", "trace"], false]);
  assert.equal(Date.parse(at), scene.time.now());
});

contract("3 keep: refused for a job with reports only", async (scene) => {
  const job = ended(scene, { files: [{ type: "junit", sizeBytes: 9 }] });
  assert.equal((await scene.post(`${scene.pathOf(job)}/artifacts/keep`)).status, 404);
});

contract("3 there is no unkeep", async (scene) => {
  const job = ended(scene);
  for (const verb of ["unkeep", "artifacts/unkeep", "artifacts/expire"])
    assert.equal((await scene.post(`${scene.pathOf(job)}/${verb}`)).status >= 404, true, verb);
});

contract(
  "3 the latest successful pipeline of each ref is locked: expired, listed, and not cleaned up",
  async (scene) => {
    const { twin, time } = scene;
    const old = ended(scene, { expireInSeconds: 60 });
    const latest = ended(scene, { expireInSeconds: 60 });
    const elsewhere = ended(scene, { expireInSeconds: 60 }, { ref: "topic" });
    const tagged = ended(scene, { expireInSeconds: 60 }, { ref: "v1", tag: true });
    time.advance(3600);
    twin.cleanUp();
    assert.deepEqual((await shown(scene, old)).types, ["trace"]);
    for (const job of [latest, elsewhere, tagged]) assert.equal((await shown(scene, job)).types.length, 3);
    ended(scene, { expireInSeconds: 60 });
    twin.cleanUp();
    assert.deepEqual((await shown(scene, latest)).types, ["trace"], "a newer one succeeded");
  },
);

contract("3 unlock happens also when a newer pipeline is blocked by manual, not when it fails", async (scene) => {
  const { twin, time, lone } = scene;
  const old = ended(scene, { expireInSeconds: 60 });
  twin.fail(lone("unit").id);
  time.advance(3600);
  twin.cleanUp();
  assert.equal((await shown(scene, old)).types.length, 3);
  lone({ name: "gate", when: "manual" });
  twin.cleanUp();
  assert.deepEqual((await shown(scene, old)).types, ["trace"]);
});

contract(
  "3 where the latest are not kept, expired artifacts go with the clean-up; null ones stay",
  async (scene) => {
    const kept = ended(scene, { expireInSeconds: null });
    const job = ended(scene, { expireInSeconds: 60 });
    scene.time.advance(59);
    scene.twin.cleanUp();
    assert.equal((await shown(scene, job)).types.length, 3);
    scene.time.advance(1);
    scene.twin.cleanUp();
    assert.deepEqual([(await shown(scene, job)).types, (await shown(scene, kept)).types.length], [["trace"], 3]);
  },
  unlocked,
);

contract("3 DELETE artifacts: every file except trace, ignoring locks, keep and expiry", async (scene) => {
  const { del, get, post, pathOf, twin } = scene;
  const files = ["archive", "metadata", "junit", "sast"].map((type) => ({ type, sizeBytes: 9 }));
  const job = ended(scene, { files });
  await post(`${pathOf(job)}/artifacts/keep`);
  assert.equal((await del(`${pathOf(job)}/artifacts`)).status, 204);
  const { types, hasFile } = await shown(scene, job);
  assert.deepEqual([types, hasFile], [["trace"], false]);
  assert.notEqual((await get(`${pathOf(job)}/trace`)).text, "");
  const { length } = twin.effects;
  assert.equal((await del(`${pathOf(job)}/artifacts`)).status, 204, "also when there was nothing");
  assert.equal(twin.effects.length, length);
});

contract("3 erase: artifacts AND log; sets erased_at; 201", async (scene) => {
  const { get, post, pathOf, time } = scene;
  const job = ended(scene);
  time.advance(7);
  const { status, json } = await post(`${pathOf(job)}/erase`);
  assert.deepEqual([status, Date.parse(json.erased_at)], [201, time.now()]);
  assert.deepEqual([(await shown(scene, job)).types, (await get(`${pathOf(job)}/trace`)).text], [[], ""]);
});

contract("3 DELETE project artifacts: only expiry now, on unlocked ones; logs stay; 202", async (scene) => {
  const { del, path, twin, time } = scene;
  const old = ended(scene);
  const latest = ended(scene);
  time.advance(10);
  assert.equal((await del(`${path}/artifacts`)).status, 202);
  const before = await shown(scene, old);
  assert.deepEqual([before.types.length, Date.parse(before.artifacts_expire_at)], [3, time.now()]);
  assert.ok(Date.parse((await shown(scene, latest)).artifacts_expire_at) > time.now());
  twin.cleanUp();
  assert.deepEqual([(await shown(scene, old)).types, (await shown(scene, latest)).types.length], [["trace"], 3]);
});

contract("3 file types are an open list, each with its format", async (scene) => {
  const types = ["archive", "metadata", "junit", "cyclonedx", "from_the_future"];
  const job = ended(scene, { files: types.map((type) => ({ type, sizeBytes: 9 })) });
  const { json } = await scene.get(scene.pathOf(job));
  const found = json.artifacts.map((file: { file_type: string; file_format: string }) => [
    file.file_type,
    file.file_format,
  ]);
  const gzip = types.slice(1).map((type) => [type, "gzip"]);
  assert.deepEqual(found, [["archive", "zip"], ...gzip, ["trace", "raw"]]);
});

contract("3 archived: play, retry and keep are prevented, and archived is true; the rest is not", async (scene) => {
  const { get, post, del, pathOf, twin, standing } = scene;
  const job = ended(scene);
  const gate = standing({ name: "gate", when: "manual" }, "manual");
  const runs = standing({ name: "runs" }, "running");
  for (const { pipeline } of [job, gate, runs]) twin.archive(pipeline.id);
  assert.equal((await get(pathOf(job))).json.archived, true);
  const forbidden = [post(`${pathOf(job)}/retry`), post(`${pathOf(job)}/artifacts/keep`), post(`${pathOf(gate)}/play`)];
  for (const { status, json } of await Promise.all(forbidden))
    assert.deepEqual([status, json], [403, { message: "403 Forbidden" }]);
  assert.equal((await post(`${pathOf(runs)}/cancel`)).json.status, "canceled");
  assert.equal((await del(`${pathOf(job)}/artifacts`)).status, 204);
  assert.equal((await post(`${pathOf(job)}/erase`)).status, 201);
});
