import assert from "node:assert/strict";
import test from "node:test";
import { raw } from "../raw.ts";
import { manual, twinWorld } from "../world.ts";

test("gotcha 16: a tag with a slash, a space and more is found when it is written as %2F and %20", async (t) => {
  const { pipeline, get, id } = await twinWorld(t);
  const ref = "release/ü v1.0 #1";
  pipeline(["test/unit"], { ref, tag: true });
  const asked = encodeURIComponent(ref);
  const [found] = (await get(`/projects/${id}/pipelines?ref=${asked}&scope=tags`)).json;
  assert.equal(found.ref, ref);
  assert.equal((await get(`/projects/shop%2Fapi/repository/tags/${asked}`)).json.name, ref);
  assert.equal((await get("/projects/shop/api")).status, 404);
});

test("gotcha 17: a job's name may be anything and is told as it is", async (t) => {
  const names = ["rspec 1/4", "rspec: [linux, 3.2]", "say #1 🚀", "x".repeat(255), "a  b"];
  const { pipeline, get, id } = await twinWorld(t);
  const one = pipeline(names.map((name) => ({ name, stage: "test" })));
  const { json } = await get(`/projects/${id}/pipelines/${one.id}/jobs`);
  assert.deepEqual(json.map(({ name }: { name: string }) => name).sort(), names.toSorted());
});

test("gotcha 21: what goes well is 200, 201, 202 or 204; a cancel is 201 even if nothing was canceled", async (t) => {
  const { twin, pipeline, post, del, job, id } = await twinWorld(t);
  const one = pipeline(["test/unit", manual("gate")]);
  const unit = twin.succeed(twin.jobNamed(one.id, "unit").id).id;
  const { status, json } = await post(`${job(unit)}/cancel`);
  assert.deepEqual([status, json.status], [201, "success"]);
  const statuses = [
    (await post(`${job(twin.jobNamed(one.id, "gate").id)}/play`)).status,
    (await post(`${job(unit)}/artifacts/keep`)).status,
    (await del(`${job(unit)}/artifacts`)).status,
    (await post(`${job(unit)}/erase`)).status,
    (await post(`${job(unit)}/retry`)).status,
    (await del(`/projects/${id}/artifacts`)).status,
  ];
  assert.deepEqual(statuses, [200, 200, 204, 201, 201, 202]);
});

test("gotcha 22: what has expired, or holds reports only, cannot be kept; each job is kept alone", async (t) => {
  const { twin, pipeline, post, get, job, time } = await twinWorld(t);
  const one = pipeline(["test/short", "test/report", "test/long"]);
  const ended = (name: string, artifacts: Parameters<typeof twin.succeed>[1]) =>
    twin.succeed(twin.jobNamed(one.id, name).id, artifacts).id;
  const short = ended("short", { artifacts: { expireInSeconds: 60 } });
  const report = ended("report", { artifacts: { files: [{ type: "junit", sizeBytes: 9 }] } });
  const long = ended("long", {});
  time.advance(61);
  const kept = async (jobId: number) => (await post(`${job(jobId)}/artifacts/keep`)).status;
  assert.deepEqual([await kept(short), await kept(report)], [404, 404]);
  assert.notEqual((await get(job(long))).json.artifacts_expire_at, null);
  assert.equal(await kept(long), 200);
  assert.equal((await get(job(long))).json.artifacts_expire_at, null);
});

test("gotcha 23: a delete spares neither what was kept nor what is locked, and the log stays in the list", async (t) => {
  const { twin, pipeline, post, del, get, job } = await twinWorld(t);
  const { id } = twin.succeed(twin.jobNamed(pipeline(["test/unit"]).id, "unit").id);
  await post(`${job(id)}/artifacts/keep`);
  assert.equal((await del(`${job(id)}/artifacts`)).status, 204);
  const { artifacts, artifacts_file } = (await get(job(id))).json;
  assert.deepEqual(
    [artifacts.map(({ file_type }: { file_type: string }) => file_type), artifacts_file],
    [["trace"], undefined],
  );
});

test("gotcha 24: the newest good pipeline's expired artifacts stay for downloads by ref, until somebody deletes them", async (t) => {
  const world = await twinWorld(t);
  const { twin, pipeline, del, job, id, time } = world;
  const artifacts = { expireInSeconds: 60 };
  const unit = twin.succeed(twin.jobNamed(pipeline(["test/unit"]).id, "unit").id, { artifacts }).id;
  time.advance(86_400);
  twin.cleanUp();
  const download = async () => (await raw(world, `/projects/${id}/jobs/artifacts/main/download?job=unit`)).status;
  assert.equal(await download(), 200);
  await del(`${job(unit)}/artifacts`);
  assert.equal(await download(), 404);
});

test("gotcha 25: a 404 may mean that one may not see it, or that a replica is behind", async (t) => {
  const { twin, pipeline, get, job, id } = await twinWorld(t);
  twin.addPerson({ username: "stranger" });
  const token = twin.addToken("stranger");
  const hidden = await get(`/projects/${id}`, { token });
  assert.deepEqual([hidden.status, hidden.json.message], [404, "404 Project Not Found"]);
  twin.faultNext({ kind: "stale", lagSeconds: 10 });
  const { id: jobId } = twin.jobNamed(pipeline(["test/unit"]).id, "unit");
  assert.equal((await get(job(jobId))).status, 404);
  assert.equal((await get(job(jobId))).status, 200);
});

test("gotcha 26: an expired token is 401 everywhere, and its end can be read before", async (t) => {
  const { twin, get, id, time } = await twinWorld(t);
  const other = twin.addProject({ path: "shop/web", members: { [twin.bot.username]: "maintainer" } });
  const token = twin.addToken(twin.bot.username, { expiresAt: time.now() + 86_400_000 });
  const self = await get("/personal_access_tokens/self", { token });
  assert.equal(self.json.expires_at, "2026-11-21");
  time.advance(86_401);
  for (const project of [id, other.id]) {
    const { status, json } = await get(`/projects/${project}`, { token });
    assert.deepEqual([status, json.error], [401, "invalid_token"]);
  }
});

test("gotcha 27: only some words tell a race from a missing right, and refused retries count towards the limit", async (t) => {
  const project = { protectedBranches: [{ name: "main" }], settings: { pipelineVariables: "no_one_allowed" } } as const;
  const { twin, pipeline, post, job } = await twinWorld(t, project, { settings: { limits: { retryPerMinute: 3 } } });
  const one = pipeline(["test/unit", manual("gate", "test")]);
  const { id } = twin.jobNamed(one.id, "unit");
  const token = twin.addToken("dev");
  const said = async (path: string, options: Parameters<typeof post>[1] = {}) =>
    (await post(path, options)).json.message;
  const variables = { job_variables_attributes: [{ key: "A", value: "1" }] };
  assert.equal(await said(`${job(id)}/retry`), "403 Forbidden - Job is not retryable");
  assert.equal(await said(`${job(id)}/retry`, { token }), "403 Forbidden", "the branch is protected");
  assert.equal(await said(`${job(twin.jobNamed(one.id, "gate").id)}/play`, { body: variables }), "403 Forbidden");
  await said(`${job(id)}/retry`);
  await said(`${job(id)}/retry`);
  assert.equal((await post(`${job(id)}/retry`)).status, 429);
});

test("gotcha 35: a project that was renamed keeps its number", async (t) => {
  const { twin, get } = await twinWorld(t);
  const moved = twin.addProject({
    path: "store/api",
    formerPaths: ["old/api"],
    members: { [twin.bot.username]: "maintainer" },
  });
  assert.equal((await get(`/projects/${moved.id}`)).json.path_with_namespace, "store/api");
  assert.equal((await get("/projects/store%2Fapi")).json.id, moved.id);
});
