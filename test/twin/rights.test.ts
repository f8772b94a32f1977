import assert from "node:assert/strict";
import test from "node:test";
import { manual, twinWorld } from "./world.ts";

const forbidden = { message: "403 Forbidden" };

test("an unknown token is 401, an expired one says so, one that may only read is 403 on a write", async (t) => {
  const { twin, pipeline, get, post, job, time, served } = await twinWorld(t);
  const { id } = twin.jobNamed(pipeline(["test/unit"]).id, "unit");
  const unknown = await get("/user", { token: "nonsense" });
  assert.deepEqual([unknown.status, unknown.json], [401, { message: "401 Unauthorized" }]);
  const bare = await fetch(`${served.url}/api/v4/user`);
  assert.equal(bare.status, 401);
  const token = twin.addToken(twin.bot.username, { expiresAt: time.now() + 1000 });
  assert.equal((await get("/user", { token })).status, 200);
  time.advance(1);
  const expired = await get("/user", { token });
  assert.deepEqual([expired.status, expired.json.error], [401, "invalid_token"]);
  const reader = twin.addToken(twin.bot.username, { scope: "read_api" });
  assert.equal((await get(job(id), { token: reader })).status, 200);
  const write = await post(`${job(id)}/cancel`, { token: reader });
  assert.deepEqual([write.status, write.json.error], [403, "insufficient_scope"]);
  assert.equal(twin.job(id).status, "pending");
});

test("a token is taken from either header and tells who it is", async (t) => {
  const { twin, served } = await twinWorld(t);
  const headers = { Authorization: `Bearer ${twin.bot.token}` };
  const user = await (await fetch(`${served.url}/api/v4/user`, { headers })).json();
  assert.deepEqual(
    [(user as { id: number }).id, (user as { username: string }).username],
    [twin.bot.id, "penstock-bot"],
  );
});

test("a private project does not exist for strangers; a guest sees it but no jobs; others read", async (t) => {
  const { twin, pipeline, get, job, id } = await twinWorld(t);
  const { id: jobId } = twin.jobNamed(pipeline(["test/unit"]).id, "unit");
  twin.addPerson({ username: "stranger" });
  const asking = async (username: string, path: string) => {
    const { status, json } = await get(path, { token: twin.addToken(username) });
    return [status, json.message];
  };
  assert.deepEqual(await asking("stranger", `/projects/${id}`), [404, "404 Project Not Found"]);
  assert.deepEqual(await asking("stranger", job(jobId)), [404, "404 Project Not Found"]);
  assert.deepEqual(await asking("guest", `/projects/${id}`), [200, undefined]);
  assert.deepEqual(await asking("guest", job(jobId)), [403, "403 Forbidden"]);
  assert.deepEqual(await asking("reporter", job(jobId)), [200, undefined]);
});

test("writes need a developer, delete a maintainer, erase one or the owner of the job", async (t) => {
  const { twin, pipeline, post, del, job } = await twinWorld(t);
  const one = pipeline(["test/unit", manual("gate", "test")]);
  const unit = twin.succeed(twin.jobNamed(one.id, "unit").id);
  const gate = twin.jobNamed(one.id, "gate");
  const reporter = twin.addToken("reporter");
  const dev = twin.addToken("dev");
  for (const [id, verb] of [
    [unit.id, "retry"],
    [unit.id, "cancel"],
    [unit.id, "artifacts/keep"],
    [unit.id, "erase"],
    [gate.id, "play"],
  ] as const) {
    const { status, json } = await post(`${job(id)}/${verb}`, { token: reporter });
    assert.deepEqual([status, json], [403, forbidden], verb);
  }
  assert.equal((await post(`${job(unit.id)}/artifacts/keep`, { token: dev })).status, 200);
  assert.deepEqual((await del(`${job(unit.id)}/artifacts`, { token: dev })).json, forbidden);
  assert.deepEqual((await post(`${job(unit.id)}/erase`, { token: dev })).json, forbidden, "ada's job");
  const { json: mine } = await post(`${job(unit.id)}/retry`, { token: dev });
  twin.succeed(mine.id);
  assert.equal((await post(`${job(mine.id)}/erase`, { token: dev })).status, 201, "the developer's own");
  assert.equal((await del(`${job(unit.id)}/artifacts`)).status, 204);
});

test("a protected ref refuses every write but delete to those it does not name", async (t) => {
  const { twin, pipeline, post, del, job } = await twinWorld(t, {
    protectedBranches: [{ name: "main" }, { name: "release/*", role: "none", usernames: ["dev"] }],
    protectedTags: [{ name: "v*", role: "none" }],
  });
  const token = twin.addToken("dev");
  const retry = async (ref: string, tag: boolean, by?: string) => {
    const one = pipeline(["test/unit"], { ref, tag });
    const { id } = twin.succeed(twin.jobNamed(one.id, "unit").id);
    return { id, status: (await post(`${job(id)}/retry`, by ? { token: by } : {})).status };
  };
  assert.equal((await retry("main", false, token)).status, 403);
  assert.equal((await retry("main", false)).status, 201, "the bot is a maintainer");
  assert.equal((await retry("release/2.3", false, token)).status, 201);
  assert.equal((await retry("release/2.3", false)).status, 403);
  assert.equal((await retry("v", true)).status, 403, "not even for a maintainer");
  assert.equal((await retry("main", true, token)).status, 201, "a tag of a protected branch's name");
  assert.equal((await retry("xmain", false, token)).status, 201);
  const tagged = await retry("v2.3.0", true);
  assert.deepEqual((await post(`${job(tagged.id)}/artifacts/keep`)).json, forbidden);
  assert.equal((await del(`${job(tagged.id)}/artifacts`)).status, 204);
});

test("cancel and delete ask for the role before they look for the job", async (t) => {
  const { twin, post, del, job } = await twinWorld(t);
  const token = twin.addToken("reporter");
  assert.equal((await post(`${job(1)}/cancel`, { token })).status, 403);
  assert.equal((await del(`${job(1)}/artifacts`, { token })).status, 403);
  assert.equal((await post(`${job(1)}/retry`, { token })).status, 404);
});

test("on a protected ref the owner of a job may not erase it, even where pushing is allowed", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t, {
    protectedBranches: [{ name: "main", role: "developer" }],
  });
  const one = pipeline(["test/unit"], { by: "dev" });
  const { id } = twin.succeed(twin.jobNamed(one.id, "unit").id);
  assert.equal((await post(`${job(id)}/erase`, { token: twin.addToken("dev") })).status, 403);
});

test("only a star is special in a protected name", async (t) => {
  const { pipeline, get, id } = await twinWorld(t, { protectedBranches: [{ name: "v1.0*" }] });
  for (const ref of ["v1.0-fix", "v1x0"]) pipeline(["a/1"], { ref });
  const isProtected = async (name: string) => (await get(`/projects/${id}/repository/branches/${name}`)).json.protected;
  assert.deepEqual([await isProtected("v1.0-fix"), await isProtected("v1x0")], [true, false]);
});

test("an archived job says so and refuses play, retry and keep", async (t) => {
  const { twin, pipeline, post, get, job } = await twinWorld(t);
  const one = pipeline(["test/unit", manual("gate", "test")]);
  const unit = twin.succeed(twin.jobNamed(one.id, "unit").id);
  const gate = twin.jobNamed(one.id, "gate");
  assert.equal((await get(job(unit.id))).json.archived, false);
  twin.archive(one.id);
  assert.equal((await get(job(unit.id))).json.archived, true);
  for (const path of [`${job(unit.id)}/retry`, `${job(unit.id)}/artifacts/keep`, `${job(gate.id)}/play`]) {
    const { status, json } = await post(path);
    assert.deepEqual([status, json], [403, forbidden], path);
  }
});

test("a job that is not there, or another project's, is 404 in GitLab's words", async (t) => {
  const { twin, get, post, del, job, id } = await twinWorld(t);
  const other = twin.addProject({ path: "shop/web", members: { [twin.bot.username]: "maintainer" } });
  const foreign = twin.addPipeline(other.id, { jobs: [{ name: "x" }] });
  const foreignJob = twin.jobNamed(foreign.id, "x");
  const record = { message: "404 Not found" };
  assert.deepEqual((await get(job(1))).json, record);
  assert.deepEqual((await get(job(foreignJob.id))).json, record);
  assert.deepEqual((await post(`${job(foreignJob.id)}/cancel`)).json, record);
  assert.deepEqual((await del(`${job(1)}/artifacts`)).json, record);
  assert.deepEqual((await get(`/projects/${id}/pipelines/${foreign.id}/jobs`)).json, record);
  assert.deepEqual((await get(job(Number.NaN))).json, { error: "job_id is invalid" });
  assert.deepEqual((await get("/projects/77/jobs")).json, { message: "404 Project Not Found" });
  const nowhere = await get("/nowhere");
  assert.deepEqual([nowhere.status, nowhere.json], [404, { error: "404 Not Found" }]);
  assert.equal((await del(job(foreignJob.id))).status, 405);
  assert.equal(foreignJob.status, "pending");
});
