import assert from "node:assert/strict";
import test from "node:test";
import type { Project } from "../../infra/twin/state/graph.ts";
import { jobsOf } from "../../infra/twin/state/history.ts";
import { crowdWorld, projectAt, someJob } from "./crowdworld.ts";
import { receiver } from "./world.ts";

const idsOf = (rows: readonly { id: number }[]) => rows.map(({ id }) => id);
const crowd = { projects: 8, jobsPerProject: 400 };
const inSome = (projects: readonly Project[], status: "pending" | "running") => {
  const project = projects.find((one) => [...jobsOf(one, { statuses: new Set([status]) })].length > 0);
  return someJob(project, (job) => job.status === status);
};
const pathOf = ({ id, pipeline }: ReturnType<typeof someJob>) => `/projects/${pipeline.project.id}/jobs/${id}`;

test("a retried job has a new run at the top of the list; its pipeline is held, and nothing else", async (t) => {
  const { post, get, walk, inProject, projects, twin } = await crowdWorld(t, crowd);
  const before = idsOf(await walk(`${inProject(2)}/jobs?per_page=100`));
  const old = someJob(
    projects[2],
    ({ status, isRetried, pipeline }) => status === "failed" && !isRetried && pipeline.status === "failed",
  );
  const { status, json } = await post(`${pathOf(old)}/retry`);
  assert.deepEqual([status, json.name, json.status], [201, old.name, "pending"]);
  assert.deepEqual(idsOf(await walk(`${inProject(2)}/jobs?per_page=100`)), [json.id, ...before]);
  const keyset = `${inProject(2)}/jobs?pagination=keyset&order_by=id&sort=desc&per_page=60`;
  assert.deepEqual(idsOf(await walk(keyset)), [json.id, ...before]);
  assert.equal(twin.world.jobs.size, old.pipeline.jobs.length + 1);
  assert.equal((await post(`${pathOf(old)}/retry`)).status, 403);
  assert.equal((await get(`${inProject(2)}/pipelines/${old.pipeline.id}`)).json.status, "running");
  twin.succeed(json.id);
  assert.equal((await get(`${inProject(2)}/jobs/${json.id}`)).json.status, "success");
  const pipelines = await walk(`${inProject(2)}/pipelines?per_page=20`);
  assert.equal(new Set(idsOf(pipelines)).size, projectAt(projects, 2).past?.pipelines);
  assert.deepEqual(
    idsOf(pipelines),
    idsOf(pipelines).toSorted((one, other) => other - one),
  );
});

test("what is kept, deleted and erased stays so; reading and what is refused hold nothing", async (t) => {
  const { post, del, get, projects, twin, time } = await crowdWorld(t, crowd);
  const isLive = (at: number | null) => at !== null && at > time.now();
  const job = someJob(projects[1], ({ files, artifactsExpireAt: at }) => isLive(at) && files.length > 2);
  await get(pathOf(job));
  assert.equal((await post(`${pathOf(job)}/artifacts/keep`)).status, 200);
  assert.equal((await get(pathOf(job))).json.artifacts_expire_at, null);
  assert.equal((await del(`${pathOf(job)}/artifacts`)).status, 204);
  assert.deepEqual((await get(pathOf(job))).json.artifacts.length, 1);
  const erased = await post(`${pathOf(job)}/erase`);
  assert.deepEqual([erased.status, (await get(`${pathOf(job)}/trace`)).text], [201, ""]);
  assert.equal(twin.world.jobs.size, job.pipeline.jobs.length);
  const other = someJob(projects[0], ({ pipeline, status }) => pipeline.ref === "main" && status === "failed");
  assert.equal((await post(`${pathOf(other)}/retry`, { token: twin.addToken("crowd-ines") })).status, 403);
  assert.equal(twin.world.jobs.size, job.pipeline.jobs.length);
  assert.deepEqual(
    twin.effects.map(({ verb }) => verb),
    ["keep", "deleteArtifacts", "erase"],
  );
});

test("a waiting job is canceled, a running one ends by the runner's hand, a gate is played", async (t) => {
  const { post, get, projects, twin } = await crowdWorld(t, { projects: 40, jobsPerProject: 400 });
  const waiting = inSome(projects, "pending");
  assert.equal((await post(`${pathOf(waiting)}/cancel`)).json.status, "canceled");
  const running = inSome(projects, "running");
  twin.succeed(running.id);
  assert.equal((await get(pathOf(running))).json.status, "success");
  const project = projects.find((one) =>
    [...jobsOf(one)].some(({ name, status }) => isGate(name) && status === "manual"),
  );
  const gate = someJob(project, ({ name, status }) => isGate(name) && status === "manual");
  const played = await post(`${pathOf(gate)}/play`, { body: { job_variables_attributes: [{ key: "A", value: "1" }] } });
  assert.deepEqual([played.status, played.json.status], [200, "pending"]);
  twin.succeed(gate.id);
  assert.equal((await get(`/projects/${project?.id}/pipelines/${gate.pipeline.id}`)).json.status, "success");
});

const isGate = (name: string) => name === "deploy:production";

test("hooks tell of what is done to a crowd's jobs", async (t) => {
  const { post, projects, twin } = await crowdWorld(t, crowd);
  const { url, heard } = await receiver(t);
  const project = projectAt(projects, 3);
  twin.addHook(project.id, { url, jobEvents: true, pipelineEvents: true });
  const old = someJob(project, ({ status, isRetried }) => status === "failed" && !isRetried);
  const { json } = await post(`${pathOf(old)}/retry`);
  await twin.deliver();
  const bodies = heard.map(({ body }) => JSON.parse(body));
  const born = bodies.find(({ build_id: id, build_status: status }) => id === json.id && status === "created");
  assert.deepEqual([born.pipeline_id, born.project_id, born.build_name], [old.pipeline.id, project.id, old.name]);
  const told = bodies.find(({ object_kind: kind }) => kind === "pipeline");
  assert.deepEqual([told.object_attributes.id, told.object_attributes.iid], [old.pipeline.id, old.pipeline.iid]);
});

test("pipelines of a crowd are retried, canceled and deleted as a whole", async (t) => {
  const world = await crowdWorld(t, { ...crowd, members: { ada: "owner" } });
  const { post, del, get, walk, projects, twin, inProject } = world;
  const { pipeline } = someJob(projects[4], ({ pipeline: { status } }) => status === "failed");
  const path = `${inProject(4)}/pipelines/${pipeline.id}`;
  assert.deepEqual([(await post(`${path}/retry`)).status, (await get(path)).json.status], [201, "running"]);
  assert.deepEqual([(await post(`${path}/cancel`)).status, (await get(path)).json.status], [200, "canceled"]);
  const before = await walk(`${inProject(4)}/pipelines?per_page=100`);
  assert.equal((await del(path, { token: twin.addToken("ada") })).status, 204);
  assert.equal((await get(path)).status, 404);
  assert.deepEqual(
    idsOf(await walk(`${inProject(4)}/pipelines?per_page=100`)),
    idsOf(before).filter((id) => id !== pipeline.id),
  );
  const jobs = await walk(`${inProject(4)}/jobs?per_page=100`);
  assert.ok(jobs.every((job) => job.pipeline.id !== pipeline.id));
  assert.equal((await get(`${inProject(4)}/jobs/${pipeline.jobs[0]?.id}`)).status, 404);
});

test("GraphQL retries a crowd's job, and deletes files by the numbers that it told", async (t) => {
  const { graphql, projects, twin } = await crowdWorld(t, crowd);
  const project = projectAt(projects, 5);
  const old = someJob(project, ({ status, isRetried }) => status === "failed" && !isRetried);
  const gid = `gid://gitlab/Ci::Build/${old.id}`;
  const { data } = await graphql(`mutation { jobRetry(input: { id: "${gid}" }) { job { name } errors } }`);
  assert.deepEqual(data.jobRetry, { job: { name: old.name }, errors: [] });
  const kept = someJob(project, ({ files, pipeline }) => files.length > 2 && pipeline !== old.pipeline);
  const other = someJob(project, ({ files, pipeline }) => files.length > 2 && pipeline.id < kept.pipeline.id);
  const all = await graphql(`mutation { jobArtifactsDestroy(input: { id: "gid://gitlab/Ci::Build/${other.id}" }) {
    destroyedArtifactsCount errors } }`);
  assert.deepEqual(all.data.jobArtifactsDestroy, { destroyedArtifactsCount: other.files.length - 1, errors: [] });
  const ask = `{ project(fullPath: "${project.path}") { job(id: "gid://gitlab/Ci::Build/${kept.id}") { artifacts { nodes { id } } } } }`;
  const [file] = (await graphql(ask)).data.project.job.artifacts.nodes;
  const destroyed = await graphql(`mutation { bulkDestroyJobArtifacts(input: {
    projectId: "gid://gitlab/Project/${project.id}", ids: ["${file.id}"] }) { destroyedCount errors } }`);
  assert.deepEqual(destroyed.data.bulkDestroyJobArtifacts, { destroyedCount: 1, errors: [] });
  assert.equal(twin.job(kept.id).files.length, kept.files.length - 1);
});
