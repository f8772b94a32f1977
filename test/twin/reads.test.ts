import assert from "node:assert/strict";
import test from "node:test";
import { manual, type Reply, twinWorld } from "./world.ts";

const ids = ({ json }: Reply): number[] => json.map(({ id }: { id: number }) => id);
const nextOf = ({ headers }: Reply) => /<([^>]+)>; rel="next"/.exec(headers.get("link") ?? "")?.[1];

test("a job is shown with the fields, types and dates of GitLab's answer", async (t) => {
  const { twin, pipeline, get, job, time, served, id } = await twinWorld(t);
  const one = pipeline([{ name: "unit", stage: "test", tags: ["linux", "docker"] }]);
  const { id: jobId } = twin.jobNamed(one.id, "unit");
  time.advance(1.5);
  twin.run(jobId);
  time.advance(2);
  twin.fail(jobId, "script_failure");
  const { status, json } = await get(job(jobId));
  const { user, commit, runner, artifacts, ...rest } = json;
  assert.equal(status, 200);
  assert.deepEqual(rest, {
    id: jobId,
    status: "failed",
    stage: "test",
    name: "unit",
    ref: "main",
    tag: false,
    coverage: null,
    allow_failure: false,
    created_at: "2026-11-20T09:30:00.000Z",
    started_at: "2026-11-20T09:30:01.500Z",
    finished_at: "2026-11-20T09:30:03.500Z",
    erased_at: null,
    duration: 2,
    queued_duration: 1.5,
    pipeline: {
      id: one.id,
      iid: 1,
      project_id: id,
      sha: one.commit.sha,
      ref: "main",
      status: "failed",
      source: "push",
      created_at: "2026-11-20T09:30:00.000Z",
      updated_at: "2026-11-20T09:30:03.500Z",
      web_url: `${served.url}/shop/api/-/pipelines/${one.id}`,
    },
    failure_reason: "script_failure",
    web_url: `${served.url}/shop/api/-/jobs/${jobId}`,
    project: { ci_job_token_scope_enabled: false },
    source: "push",
    runner_manager: null,
    artifacts_expire_at: null,
    archived: false,
    tag_list: ["docker", "linux"],
  });
  assert.equal(user.username, "ada");
  assert.equal(commit.id, one.commit.sha);
  assert.equal(typeof runner.id, "number");
  assert.deepEqual(
    artifacts.map((file: { file_type: string }) => file.file_type),
    ["trace"],
  );
});

test("queued_duration grows while a job waits, and is null before it does", async (t) => {
  const { twin, pipeline, get, job, time } = await twinWorld(t);
  const one = pipeline(["build/build", "test/unit"]);
  time.advance(90);
  const queued = async (name: string) => (await get(job(twin.jobNamed(one.id, name).id))).json.queued_duration;
  assert.deepEqual([await queued("build"), await queued("unit")], [90, null]);
  time.advance(10);
  assert.equal(await queued("build"), 100);
  twin.succeed(twin.jobNamed(one.id, "build").id);
  time.advance(5);
  assert.deepEqual([await queued("build"), await queued("unit")], [100, 5]);
});

test("a project's jobs come newest first, page by page by number, without a total", async (t) => {
  const { pipeline, get, id } = await twinWorld(t);
  const all = pipeline(["a/1", "a/2", "a/3", "a/4", "a/5"])
    .jobs.map((job) => job.id)
    .toReversed();
  const first = await get(`/projects/${id}/jobs?per_page=2`);
  assert.deepEqual(ids(first), all.slice(0, 2));
  const header = (reply: Reply, name: string) => reply.headers.get(name);
  assert.deepEqual(
    ["x-page", "x-per-page", "x-next-page", "x-prev-page", "x-total", "x-total-pages"].map((name) =>
      header(first, name),
    ),
    ["1", "2", "2", "", null, null],
  );
  const last = await get(`/projects/${id}/jobs?per_page=2&page=3`);
  assert.deepEqual([ids(last), header(last, "x-next-page"), header(last, "x-prev-page")], [all.slice(4), "", "2"]);
  assert.equal(nextOf(last), undefined);
});

test("a project's jobs by keyset: the next link leads through all of them, also when new ones come", async (t) => {
  const { pipeline, get, id, served } = await twinWorld(t);
  const all = pipeline(["a/1", "a/2", "a/3", "a/4", "a/5"])
    .jobs.map((job) => job.id)
    .toReversed();
  const found: number[] = [];
  let path: string | undefined =
    `/projects/${id}/jobs?pagination=keyset&order_by=id&sort=desc&per_page=2&scope[]=pending`;
  while (path) {
    const page: Reply = await get(path);
    assert.equal(page.headers.get("x-next-page"), null);
    found.push(...ids(page));
    const next = nextOf(page);
    assert.ok(!next || next.startsWith(`${served.url}/api/v4/projects/${id}/jobs?`));
    path = next?.slice(`${served.url}/api/v4`.length);
    pipeline(["a/late"]);
  }
  assert.deepEqual(found, all);
  const other = await get(`/projects/${id}/jobs?pagination=keyset&order_by=id&sort=asc`);
  assert.deepEqual([other.status, typeof other.json.error], [405, "string"]);
  assert.equal((await get(`/projects/${id}/jobs?pagination=keyset&cursor=xyz`)).status, 400);
});

test("jobs can be asked for by several statuses and by ref; a word that is no status is refused", async (t) => {
  const { twin, pipeline, get, id } = await twinWorld(t);
  const one = pipeline(["test/waits", "test/runs", "test/ends", manual("gate", "test")]);
  const branch = pipeline(["test/other"], { ref: "feature/x" });
  const runs = twin.run(twin.jobNamed(one.id, "runs").id);
  twin.succeed(twin.jobNamed(one.id, "ends").id);
  const gate = twin.jobNamed(one.id, "gate");
  const list = async (query: string) => ids(await get(`/projects/${id}/jobs?${query}`));
  assert.deepEqual(await list("scope[]=manual&scope[]=running"), [gate.id, runs.id]);
  assert.deepEqual(await list("scope%5B%5D=manual"), [gate.id]);
  assert.deepEqual(await list("scope=running"), [runs.id]);
  assert.deepEqual(await list("ref=feature%2Fx"), [branch.jobs[0]?.id]);
  const bad = await get(`/projects/${id}/jobs?scope[]=done`);
  assert.deepEqual([bad.status, bad.json], [400, { error: "scope does not have a valid value" }]);
});

test("a pipeline's jobs are paged by number and counted; it has no bridges", async (t) => {
  const { pipeline, get, id } = await twinWorld(t);
  const one = pipeline(["a/1", "a/2", "a/3"]);
  const path = `/projects/${id}/pipelines/${one.id}`;
  const reply = await get(`${path}/jobs?per_page=2`);
  assert.deepEqual(
    [ids(reply).length, reply.headers.get("x-total"), reply.headers.get("x-total-pages")],
    [2, "3", "2"],
  );
  assert.deepEqual(ids(await get(nextOf(reply)?.split("/api/v4")[1] ?? "")), [one.jobs[0]?.id]);
  assert.deepEqual((await get(`${path}/bridges`)).json, []);
  assert.deepEqual((await get(`${path}/jobs?per_page=0`)).json, { error: "per_page has a value not allowed" });
  assert.deepEqual((await get(`${path}/jobs?page=x`)).json, { error: "page is invalid" });
  assert.equal((await get(`${path}/jobs?per_page=500`)).headers.get("x-per-page"), "100");
});

test("projects are found by number and by path, and listed for their members in both pagings", async (t) => {
  const { twin, get, id, served } = await twinWorld(t);
  const web = twin.addProject({ path: "shop/tools/web", members: { [twin.bot.username]: "developer" } });
  twin.addProject({ path: "other/secret" });
  const open = twin.addProject({ path: "other/open", settings: { visibility: "public" } });
  const byPath = await get("/projects/shop%2Ftools%2Fweb");
  assert.deepEqual(
    [byPath.json.id, byPath.json.path_with_namespace, byPath.json.name_with_namespace],
    [web.id, "shop/tools/web", "Shop / Tools / Web"],
  );
  assert.deepEqual(ids(await get("/projects")), [open.id, web.id, id]);
  const counted = await get("/projects?membership=true");
  assert.deepEqual([ids(counted), counted.headers.get("x-total")], [[web.id, id], "2"]);
  const rising = "/projects?membership=true&pagination=keyset&order_by=id&sort=asc&per_page=1";
  const first = await get(rising);
  assert.deepEqual(ids(first), [id]);
  const second = await get(nextOf(first)?.slice(`${served.url}/api/v4`.length) ?? "");
  assert.deepEqual([ids(second), nextOf(second)], [[web.id], undefined]);
});

test("pipelines are found by ref and status, in the order that is asked for", async (t) => {
  const { twin, pipeline, get, id } = await twinWorld(t);
  const [first, failed, newest, branch] = [
    pipeline(["a/1"]),
    pipeline(["a/1"]),
    pipeline(["a/1"]),
    pipeline(["a/1"], { ref: "x" }),
  ];
  twin.finish(first.id);
  twin.fail(twin.jobNamed(failed.id, "1").id);
  twin.finish(newest.id);
  const list = async (query: string) => ids(await get(`/projects/${id}/pipelines?${query}`));
  assert.deepEqual(await list("ref=main&status=success&per_page=1"), [newest.id]);
  assert.deepEqual(await list("ref=main&order_by=id&sort=asc"), [first.id, failed.id, newest.id]);
  assert.deepEqual(await list("status=pending"), [branch.id]);
  const bad = await get(`/projects/${id}/pipelines?status=passed`);
  assert.deepEqual([bad.status, bad.json.error], [400, "status does not have a valid value"]);
  assert.equal((await get(`/projects/${id}/pipelines?order_by=name`)).status, 400);
  assert.equal((await get(`/projects/${id}/pipelines/latest`)).json.id, newest.id);
  assert.equal((await get(`/projects/${id}/pipelines/latest?ref=x`)).json.id, branch.id);
  assert.equal((await get(`/projects/${id}/pipelines/latest?ref=none`)).status, 403);
  assert.equal((await get(`/projects/${id}/pipelines/${branch.id}`)).json.ref, "x");
});

test("a branch tells whether it is protected; the version tells which GitLab this plays", async (t) => {
  const { pipeline, get, id } = await twinWorld(t, { protectedBranches: [{ name: "release/*" }] });
  pipeline(["a/1"], { ref: "release/2.3" });
  const branch = async (name: string) => (await get(`/projects/${id}/repository/branches/${name}`)).json;
  assert.deepEqual(
    [(await branch("release%2F2.3")).protected, (await branch("release%2F2.3")).name],
    [true, "release/2.3"],
  );
  assert.equal((await branch("main")).protected, false);
  assert.deepEqual(await branch("none"), { message: "404 Branch Not Found" });
  assert.match((await get("/version")).json.version, /^19\./);
});
