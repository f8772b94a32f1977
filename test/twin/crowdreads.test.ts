import assert from "node:assert/strict";
import test from "node:test";
import { jobsOf, pipelinesOf } from "../../infra/twin/state/history.ts";
import { crowdWorld, projectAt, someJob } from "./crowdworld.ts";
import { raw } from "./raw.ts";
import { unzip } from "./unzip.ts";

const idsOf = (rows: readonly { id: number }[]) => rows.map(({ id }) => id);
const keyset = "pagination=keyset&order_by=id&sort=desc";

test("walked by keyset, the jobs of five projects come newest first, each once, as many as there are", async (t) => {
  const { projects, inProject, walk, twin } = await crowdWorld(t, { projects: 5, jobsPerProject: 2000 });
  for (const [index, project] of projects.entries()) {
    const ids = idsOf(await walk(`${inProject(index)}/jobs?${keyset}&per_page=100`));
    assert.deepEqual(ids, idsOf([...jobsOf(project)]));
    assert.equal(new Set(ids).size, 2000);
  }
  assert.equal(twin.world.jobs.size, 0);
});

test("500 projects with 2,000 jobs each are listed, and each shows its newest jobs and its oldest", async (t) => {
  const { get, walk, added, inProject } = await crowdWorld(t, { projects: 500, jobsPerProject: 2000 });
  assert.deepEqual([added.projects, added.jobs], [500, 1_000_000]);
  const listed = await walk("/projects?membership=true&pagination=keyset&order_by=id&sort=asc&per_page=100");
  const ids = idsOf(listed.filter(({ path_with_namespace: path }) => path.startsWith("crowd/")));
  assert.deepEqual(
    ids,
    Array.from({ length: 500 }, (_, index) => added.firstProjectId + index),
  );
  const seen = new Set<number>();
  for (let index = 0; index < 500; index++) {
    const [newest, oldest] = await Promise.all([
      get(`${inProject(index)}/jobs?per_page=3`),
      get(`${inProject(index)}/jobs?per_page=3&page=667`),
    ]);
    assert.deepEqual([newest.json.length, oldest.json.length], [3, 2], `project ${index}`);
    for (const { id } of [...newest.json, ...oldest.json]) seen.add(id);
  }
  assert.equal(seen.size, 2500);
});

test("pages by number hold what pages by keyset hold, with and without a scope and a ref", async (t) => {
  const { inProject, walk, get } = await crowdWorld(t, { projects: 3, jobsPerProject: 700 });
  const all = await walk(`${inProject(1)}/jobs?${keyset}&per_page=100`);
  const ref = all.find((job) => job.ref.startsWith("f"))?.ref;
  const cases: readonly [query: string, fits: (job: { status: string; ref: string }) => boolean][] = [
    ["per_page=50", () => true],
    ["scope[]=failed&per_page=7", ({ status }) => status === "failed"],
    ["scope[]=manual&scope[]=canceled&per_page=9", ({ status }) => status === "manual" || status === "canceled"],
    [
      "scope[]=running&scope[]=skipped&scope[]=pending&per_page=9",
      ({ status }) => /running|skipped|pending/.test(status),
    ],
    [`ref=${encodeURIComponent(ref)}&per_page=4`, (job) => job.ref === ref],
    ["ref=v1.0.1&scope[]=success&per_page=2", (job) => job.ref === "v1.0.1" && job.status === "success"],
    ["ref=no-such-ref", () => false],
    ["scope[]=preparing", () => false],
  ];
  for (const [query, fits] of cases) {
    const wanted = idsOf(all.filter(fits));
    assert.deepEqual(idsOf(await walk(`${inProject(1)}/jobs?${query}`)), wanted, query);
    assert.deepEqual(idsOf(await walk(`${inProject(1)}/jobs?${query}&${keyset}`)), wanted, query);
  }
  assert.equal((await get(`${inProject(1)}/jobs?per_page=50`)).headers.get("x-total"), null);
});

test("a job by itself is the one of the list; a pipeline's jobs, bridges and totals are those of the pipeline", async (t) => {
  const { inProject, get, walk, projects } = await crowdWorld(t, { projects: 2, jobsPerProject: 400 });
  const [row] = (await get(`${inProject(0)}/jobs?per_page=1&page=33`)).json;
  assert.deepEqual((await get(`${inProject(0)}/jobs/${row.id}`)).json, row);
  assert.equal((await get(`${inProject(1)}/jobs/${row.id}`)).status, 404);
  const path = `${inProject(0)}/pipelines/${row.pipeline.id}`;
  const one = (await get(path)).json;
  assert.deepEqual([one.iid, one.sha, one.status], [row.pipeline.iid, row.commit.id, row.pipeline.status]);
  assert.equal((await get(`${inProject(1)}/pipelines/${row.pipeline.id}`)).status, 404);
  const rerun = someJob(projects[0], ({ isRetried }) => isRetried).pipeline;
  const whole = await get(`${inProject(0)}/pipelines/${rerun.id}/jobs?include_retried=true`);
  const latest = await get(`${inProject(0)}/pipelines/${rerun.id}/jobs`);
  assert.deepEqual(idsOf(whole.json), idsOf(rerun.jobs).reverse());
  assert.equal(whole.headers.get("x-total"), String(rerun.jobs.length));
  assert.ok(latest.json.length < whole.json.length);
  assert.deepEqual((await get(`${path}/bridges`)).json, []);
  assert.equal((await walk(`${inProject(0)}/jobs?per_page=100`)).length, 400);
});

test("pipelines are listed and counted, found by ref and status, and the newest of a ref is told", async (t) => {
  const { inProject, get, walk, projects } = await crowdWorld(t, { projects: 2, jobsPerProject: 900 });
  const made = [...pipelinesOf(projectAt(projects, 0))];
  const first = await get(`${inProject(0)}/pipelines?per_page=100`);
  assert.equal(first.headers.get("x-total"), String(made.length));
  assert.deepEqual(idsOf(await walk(`${inProject(0)}/pipelines?per_page=30`)), idsOf(made));
  const failed = made.filter(({ ref, status }) => ref === "main" && status === "failed");
  assert.deepEqual(idsOf(await walk(`${inProject(0)}/pipelines?ref=main&status=failed`)), idsOf(failed));
  const newest = made.find(({ ref }) => ref === "v1.0.2");
  assert.equal((await get(`${inProject(0)}/pipelines/latest?ref=v1.0.2`)).json.id, newest?.id);
  const rising = await get(`${inProject(0)}/pipelines?order_by=updated_at&sort=asc&per_page=1`);
  assert.equal(rising.json[0].iid, 1);
  const [tag] = (await get(`${inProject(0)}/repository/tags?search=^v1.0.2`)).json;
  assert.deepEqual([tag.target, tag.protected], [newest?.commit.sha, true]);
  assert.equal((await get(`${inProject(0)}/repository/branches/main`)).json.protected, true);
});

test("logs and artifacts are as long as they are said to be, one by one and by ref; what has expired is not there", async (t) => {
  const world = await crowdWorld(t, { projects: 2, jobsPerProject: 300 });
  const { inProject, get, projects, time } = world;
  const isLive = (at: number | null) => at === null || at > time.now();
  const small = someJob(projects[0], ({ files, artifactsExpireAt: at }) =>
    files.some(({ type, sizeBytes }) => type === "archive" && sizeBytes < 3_000_000 && isLive(at)),
  );
  const { json } = await get(`${inProject(0)}/jobs/${small.id}`);
  const zip = await raw(world, `${inProject(0)}/jobs/${small.id}/artifacts`);
  assert.deepEqual([zip.status, zip.bytes.length], [200, json.artifacts_file.size]);
  assert.ok(unzip(zip.bytes).size > 0);
  const log = await raw(world, `${inProject(0)}/jobs/${small.id}/trace`);
  const trace = json.artifacts.find(({ file_type: type }: { file_type: string }) => type === "trace");
  assert.equal(log.bytes.length, trace.size);
  assert.match(log.text, /gitlab-runner on shared-runner-1[\s\S]*Job succeeded/);
  const gone = someJob(projects[0], ({ files, artifactsExpireAt: at }) => at !== null && files.length === 1);
  assert.equal((await raw(world, `${inProject(0)}/jobs/${gone.id}/artifacts`)).status, 404);
  const byRef = await raw(world, `${inProject(0)}/jobs/artifacts/main/download?job=build`);
  assert.equal(byRef.status, 200);
});

test("GraphQL reads a crowd as REST does, and numbers its files without holding them", async (t) => {
  const { graphql, projects, twin } = await crowdWorld(t, { projects: 2, jobsPerProject: 300 });
  const project = projectAt(projects, 1);
  const query = `{ project(fullPath: "${project.path}") { jobs(first: 50, statuses: [SUCCESS]) { count nodes { id name
    artifacts { nodes { id fileType } } } } pipelines(ref: "main", first: 1) { nodes { iid } } } }`;
  const { data } = await graphql(query);
  const good = [...jobsOf(project, { statuses: new Set(["success"] as const) })];
  assert.equal(data.project.jobs.count, good.length);
  const gids = good.slice(0, 50).map(({ id }) => `gid://gitlab/Ci::Build/${id}`);
  assert.deepEqual(
    data.project.jobs.nodes.map(({ id }: { id: string }) => id),
    gids,
  );
  assert.deepEqual(await graphql(query), { data });
  // biome-ignore lint/suspicious/noExplicitAny: answers are read as a client without our types would
  const files = data.project.jobs.nodes.flatMap((job: any) => job.artifacts.nodes.map(({ id }: any) => id));
  assert.ok(files.length > 50 && new Set(files).size === files.length);
  assert.deepEqual([twin.world.jobs.size, twin.world.artifactIds.size], [0, 0]);
});
