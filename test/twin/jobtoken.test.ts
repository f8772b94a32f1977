import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { raw } from "./raw.ts";
import { twinWorld } from "./world.ts";

async function withRunningJob(t: TestContext) {
  const world = await twinWorld(t);
  const { twin, pipeline } = world;
  const one = pipeline([
    { name: "unit", stage: "test", environment: { name: "review", action: "start", tier: "testing" } },
  ]);
  const { id } = twin.run(twin.jobNamed(one.id, "unit").id);
  const token = twin.jobToken(id);
  const status = async (path: string, headers: Record<string, string> = { "JOB-TOKEN": token }, method = "GET") =>
    (await raw(world, path, { headers, method })).status;
  return { ...world, one, jobId: id, token, status };
}

test("a running job's token tells which job it is, however it is sent", async (t) => {
  const { jobId, token, ...world } = await withRunningJob(t);
  for (const [path, headers] of [
    ["/job", { "JOB-TOKEN": token }],
    ["/job", { Authorization: `Bearer ${token}` }],
    [`/job?job_token=${token}`, {}],
  ] as const) {
    const { status, text } = await raw(world, path, { headers: { ...headers } });
    assert.deepEqual([status, JSON.parse(text).id, JSON.parse(text).status], [200, jobId, "running"]);
  }
});

test("a person's token has no job; no token and a wrong one are nobody's", async (t) => {
  const { get, token, ...world } = await withRunningJob(t);
  for (const path of ["/job", "/job/allowed_agents"]) {
    const { status, json } = await get(path);
    assert.deepEqual([status, json], [404, { message: "404 Job Not Found" }]);
    for (const headers of [{}, { "JOB-TOKEN": "wrong" }, { "JOB-TOKEN": `${token}0` }, { "PRIVATE-TOKEN": token }]) {
      const answer = await raw(world, path, { headers: { ...headers } });
      assert.deepEqual([answer.status, JSON.parse(answer.text)], [401, { message: "401 Unauthorized" }]);
    }
  }
});

test("the agents' answer names job, pipeline, project, user and environment", async (t) => {
  const { jobId, one, id, token, ...world } = await withRunningJob(t);
  const { text } = await raw(world, "/job/allowed_agents", { headers: { "JOB-TOKEN": token } });
  const { user, ...rest } = JSON.parse(text);
  assert.deepEqual(rest, {
    allowed_agents: [],
    job: { id: jobId },
    pipeline: { id: one.id },
    project: { id, groups: [] },
    environment: { tier: "testing", slug: "review" },
  });
  assert.deepEqual([user.username, user.roles_in_project.at(-1)], ["ada", "owner"]);
});

test("a job's token lists and downloads, and neither reads one job or log nor does anything", async (t) => {
  const { status, twin, pipeline, job, jobId, one, id } = await withRunningJob(t);
  const done = twin.succeed(pipeline(["test/unit"]).jobs[0]?.id ?? 0);
  for (const path of [
    `/projects/${id}/jobs`,
    `/projects/${id}/pipelines/${one.id}/jobs`,
    `/projects/${id}/pipelines/${one.id}/bridges`,
    `${job(done.id)}/artifacts`,
    `/projects/${id}/jobs/artifacts/main/download?job=unit`,
  ])
    assert.equal(await status(path), 200, path);
  for (const path of [job(jobId), `${job(jobId)}/trace`, `/projects/${id}`, "/user", "/projects"])
    assert.equal(await status(path), 401, path);
  for (const path of ["cancel", "retry", "play", "erase", "artifacts/keep"])
    assert.equal(await status(`${job(done.id)}/${path}`, undefined, "POST"), 401, path);
  assert.equal(twin.effects.length, 0);
});

test("a job's token ends with its job", async (t) => {
  const { status, twin, jobId } = await withRunningJob(t);
  assert.equal(await status("/job"), 200);
  twin.succeed(jobId);
  assert.equal(await status("/job"), 401);
});

test("a job's token stays in its project, unless another lets it in", async (t) => {
  const { twin, token, ...world } = await withRunningJob(t);
  const members = { ada: "developer" } as const;
  const closed = twin.addProject({ path: "shop/closed", members });
  const open = twin.addProject({ path: "shop/open", members, settings: { jobTokensFrom: ["shop/api"] } });
  const ask = (id: number) => raw({ ...world, twin }, `/projects/${id}/jobs`, { headers: { "JOB-TOKEN": token } });
  assert.equal((await ask(open.id)).status, 200);
  const refused = await ask(closed.id);
  const message = "403 Forbidden - Authentication by CI/CD job token not allowed from api to closed.";
  assert.deepEqual([refused.status, JSON.parse(refused.text)], [403, { message }]);
});

test("people's tokens are taken from header, bearer and query", async (t) => {
  const { twin, status } = await withRunningJob(t);
  const { token } = twin.bot;
  assert.equal(await status("/user", { Authorization: `Bearer ${token}` }), 200);
  assert.equal(await status(`/user?private_token=${token}`, {}), 200);
  assert.equal(await status(`/user?access_token=${token}`, {}), 200);
  assert.equal(await status("/user", {}), 401);
  assert.equal(await status("/user", { Authorization: "Bearer wrong" }), 401);
});

test("a revoked token is told so", async (t) => {
  const { twin, get } = await withRunningJob(t);
  const token = twin.addToken("dev");
  assert.equal((await get("/user", { token })).status, 200);
  for (const known of twin.world.tokens) known.isRevoked = known.text === token;
  const { status, json } = await get("/user", { token });
  assert.deepEqual([status, json.error], [401, "invalid_token"]);
  assert.match(json.error_description, /revoked/);
});
