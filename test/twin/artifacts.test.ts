import assert from "node:assert/strict";
import test from "node:test";
import { twinWorld } from "./world.ts";

const day = 86_400;

test("keep clears the expiry of a job and all its files, and may be repeated", async (t) => {
  const { twin, pipeline, post, get, job } = await twinWorld(t);
  const { id } = twin.succeed(twin.jobNamed(pipeline(["test/unit"]).id, "unit").id);
  assert.equal((await get(job(id))).json.artifacts_expire_at, "2026-12-20T09:30:00.000Z");
  const kept = await post(`${job(id)}/artifacts/keep`);
  assert.deepEqual([kept.status, kept.json.id, kept.json.artifacts_expire_at], [200, id, null]);
  assert.ok(twin.job(id).files.every(({ expireAt }) => expireAt === null));
  assert.equal((await post(`${job(id)}/artifacts/keep`)).status, 200);
  assert.deepEqual(
    twin.effects.map(({ verb }) => verb),
    ["keep"],
  );
});

test("keep is 404 without an archive and from the moment of expiry on", async (t) => {
  const { twin, pipeline, post, job, time } = await twinWorld(t);
  const one = pipeline(["test/reports", "test/unit", "test/waits"]);
  const reports = twin.succeed(twin.jobNamed(one.id, "reports").id, {
    artifacts: { files: [{ type: "junit", sizeBytes: 10 }] },
  });
  const unit = twin.succeed(twin.jobNamed(one.id, "unit").id, { artifacts: { expireInSeconds: day } });
  const keep = async (id: number) => {
    const { status, json } = await post(`${job(id)}/artifacts/keep`);
    assert.equal(status, 404);
    assert.match(json.message, /^404 #<Ci::Build:0x[0-9a-f]{16}> Not Found$/);
  };
  await keep(reports.id);
  await keep(twin.jobNamed(one.id, "waits").id);
  time.advance(day);
  await keep(unit.id);
  assert.notEqual(twin.job(unit.id).artifactsExpireAt, null);
});

test("past its end a job shows its files but no artifacts_file", async (t) => {
  const { twin, pipeline, get, job, time } = await twinWorld(t);
  const one = pipeline(["test/unit"]);
  const { id } = twin.succeed(twin.jobNamed(one.id, "unit").id, { artifacts: { expireInSeconds: day } });
  const before = await get(job(id));
  assert.deepEqual(before.json.artifacts_file, { filename: "artifacts.zip", size: 1_048_576 });
  time.advance(day);
  const after = await get(job(id));
  assert.equal("artifacts_file" in after.json, false);
  const types = after.json.artifacts.map((file: { file_type: string }) => file.file_type);
  assert.deepEqual(types, ["archive", "metadata", "trace"]);
});

test("delete takes every file but the log, kept or not, and answers 204 even for nothing", async (t) => {
  const { twin, pipeline, post, del, get, job } = await twinWorld(t);
  const { id } = twin.succeed(twin.jobNamed(pipeline(["test/unit"]).id, "unit").id);
  await post(`${job(id)}/artifacts/keep`);
  const first = await del(`${job(id)}/artifacts`);
  assert.deepEqual([first.status, first.text], [204, ""]);
  const { json } = await get(job(id));
  assert.deepEqual(
    json.artifacts.map((file: { file_type: string }) => file.file_type),
    ["trace"],
  );
  assert.equal("artifacts_file" in json, false);
  assert.equal((await del(`${job(id)}/artifacts`)).status, 204);
  assert.deepEqual(
    twin.effects.map(({ verb }) => verb),
    ["keep", "deleteArtifacts"],
  );
});

test("erase takes the log too and says when; a job that runs or is empty cannot be erased", async (t) => {
  const { twin, pipeline, post, get, job, time } = await twinWorld(t);
  const { id } = twin.run(twin.jobNamed(pipeline(["test/unit"]).id, "unit").id);
  const refused = [403, { message: "403 Forbidden - Job is not erasable!" }];
  const erase = async () => {
    const { status, json } = await post(`${job(id)}/erase`);
    return [status, json] as const;
  };
  assert.deepEqual(await erase(), refused);
  twin.succeed(id);
  assert.match((await get(`${job(id)}/trace`)).text, /Job unit ended/);
  time.advance(60);
  const [status, json] = await erase();
  assert.deepEqual([status, json.erased_at, json.artifacts], [201, "2026-11-20T09:31:00.000Z", []]);
  const trace = await get(`${job(id)}/trace`);
  assert.deepEqual([trace.status, trace.text, trace.headers.get("content-type")], [200, "", "text/plain"]);
  assert.deepEqual(await erase(), refused);
});

test("while GitLab counts the storage, delete and erase answer 409 and do nothing", async (t) => {
  const { twin, pipeline, post, del, job } = await twinWorld(t, { settings: { isRefreshingStats: true } });
  const { id } = twin.succeed(twin.jobNamed(pipeline(["test/unit"]).id, "unit").id);
  for (const { status, json } of [await del(`${job(id)}/artifacts`), await post(`${job(id)}/erase`)]) {
    assert.equal(status, 409);
    assert.match(json.message, /^Action temporarily disabled\. .* undergoing stats refresh\.$/);
  }
  assert.equal(twin.job(id).files.length, 3);
});
