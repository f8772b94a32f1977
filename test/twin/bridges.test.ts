import assert from "node:assert/strict";
import test from "node:test";
import type { NewJob } from "../../infra/twin/state/jobParts.ts";
import { manual, receiver, statuses, twinWorld } from "./world.ts";

const bridge = (trigger: NonNullable<NewJob["trigger"]>, more: Partial<NewJob> = {}): NewJob => ({
  name: "kids",
  stage: "deploy",
  trigger,
  ...more,
});
const kid = { jobs: [{ name: "kid" }] };

test("a bridge that starts begins a child pipeline of the same ref and commit, and succeeds at once", async (t) => {
  const { twin, pipeline, get, id } = await twinWorld(t);
  const one = pipeline(["build/build", bridge(kid)], { ref: "fix" });
  const kids = twin.jobNamed(one.id, "kids");
  assert.deepEqual([kids.status, kids.downstream], ["created", null]);
  twin.succeed(twin.jobNamed(one.id, "build").id);
  assert.deepEqual([kids.status, one.status], ["success", "success"]);
  const child = kids.downstream;
  assert.ok(child);
  assert.deepEqual(
    [child.source, child.ref, child.commit.sha, child.status],
    ["parent_pipeline", "fix", one.commit.sha, "pending"],
  );

  const { json } = await get(`/projects/${id}/pipelines/${one.id}/bridges`);
  const [{ name, status, downstream_pipeline, ...rest }] = json;
  assert.deepEqual(
    [name, status, downstream_pipeline.id, downstream_pipeline.source, "artifacts" in rest, "runner" in rest],
    ["kids", "success", child.id, "parent_pipeline", false, false],
  );
  assert.deepEqual((await get(`/projects/${id}/pipelines/${one.id}/bridges?scope[]=failed`)).json, []);
});

test("a bridge is no job: neither listed among them, nor shown, canceled or kept by its number", async (t) => {
  const { twin, pipeline, get, post, job, id } = await twinWorld(t);
  const one = pipeline([bridge({ ...kid, strategy: "depend" })]);
  const kids = twin.jobNamed(one.id, "kids");
  const names = async (path: string) => (await get(path)).json.map((row: { name: string }) => row.name);
  assert.deepEqual(await names(`/projects/${id}/pipelines/${one.id}/jobs`), []);
  assert.deepEqual(await names(`/projects/${id}/jobs`), ["kid"]);
  const gone = [404, { message: "404 Not found" }];
  for (const reply of [
    await get(job(kids.id)),
    await get(`${job(kids.id)}/trace`),
    await post(`${job(kids.id)}/cancel`),
    await post(`${job(kids.id)}/erase`),
    await post(`${job(kids.id)}/artifacts/keep`),
  ])
    assert.deepEqual([reply.status, reply.json], gone);
  assert.equal(kids.status, "running");
});

test("with depend a bridge takes its child's end, and the later stages wait for it", async (t) => {
  const { twin, pipeline } = await twinWorld(t);
  for (const [end, taken, later] of [
    ["succeed", "success", "pending"],
    ["fail", "failed", "skipped"],
  ] as const) {
    const one = pipeline([bridge({ ...kid, strategy: "depend" }), "after/after"]);
    const kids = twin.jobNamed(one.id, "kids");
    assert.deepEqual([kids.status, one.status], ["running", "running"]);
    const { id } = twin.jobNamed(kids.downstream?.id ?? 0, "kid");
    twin.run(id);
    assert.deepEqual([kids.status, twin.jobNamed(one.id, "after").status], ["running", "created"]);
    twin[end](id);
    assert.deepEqual([kids.status, twin.jobNamed(one.id, "after").status], [taken, later]);
  }
});

test("a bridge waits again when its child goes on after its end, and begins no second one", async (t) => {
  const { twin, pipeline, post, job, id } = await twinWorld(t);
  const one = pipeline([bridge({ ...kid, strategy: "depend" })]);
  const kids = twin.jobNamed(one.id, "kids");
  const first = twin.fail(twin.jobNamed(kids.downstream?.id ?? 0, "kid").id);
  assert.deepEqual([kids.status, one.status], ["failed", "failed"]);
  const { json } = await post(`${job(first.id)}/retry`);
  assert.deepEqual([kids.status, one.status], ["pending", "pending"]);
  twin.succeed(json.id);
  assert.deepEqual([kids.status, one.status], ["success", "success"]);
  assert.equal(twin.world.projects.find((project) => project.id === id)?.pipelines.length, 2);
});

test("only with mirror a gate in the child makes the bridge a gate", async (t) => {
  const { twin, pipeline } = await twinWorld(t);
  const withStrategy = (strategy: "depend" | "mirror") =>
    twin.jobNamed(pipeline([bridge({ jobs: [manual("gate")], strategy })]).id, "kids").status;
  assert.deepEqual([withStrategy("mirror"), withStrategy("depend")], ["manual", "running"]);
});

test("a manual bridge is played with variables ignored, and shown with what it began", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t, { settings: { pipelineVariables: "no_one_allowed" } });
  const one = pipeline([bridge(kid, { when: "manual" })]);
  const { id } = twin.jobNamed(one.id, "kids");
  assert.deepEqual(statuses(one), { pipeline: "manual" });
  const body = { job_variables_attributes: [{ key: "V", value: "1" }] };
  const { status, json } = await post(`${job(id)}/play`, { body });
  assert.deepEqual([status, json.id, json.status], [200, id, "success"]);
  assert.deepEqual([json.downstream_pipeline.source, json.user.username], ["parent_pipeline", "penstock-bot"]);
  const again = await post(`${job(id)}/play`);
  assert.deepEqual([again.status, again.json], [400, { message: "400 Bad request - Unplayable Job" }]);
});

test("a retried bridge is a new one with a new pipeline; the old ones stay", async (t) => {
  const { twin, pipeline, post, get, job, id } = await twinWorld(t);
  const one = pipeline([bridge(kid)]);
  const old = twin.jobNamed(one.id, "kids");
  const { status, json } = await post(`${job(old.id)}/retry`);
  assert.deepEqual([status, json.name, json.runner], [201, "kids", null]);
  const fresh = twin.jobNamed(one.id, "kids");
  assert.deepEqual([fresh.id, old.isRetried], [json.id, true]);
  assert.notEqual(fresh.downstream?.id, old.downstream?.id);
  const listed = await get(`/projects/${id}/pipelines/${one.id}/bridges`);
  assert.deepEqual(
    listed.json.map((row: { id: number }) => row.id),
    [fresh.id],
  );
});

test("a bridge begins a pipeline of another project where its person may", async (t) => {
  const { twin, pipeline } = await twinWorld(t);
  const web = twin.addProject({ path: "shop/web", members: { ada: "developer", dev: "guest" } });
  twin.addProject({ path: "shop/secret" });
  const began = (project: string, by = "ada") => {
    const { downstream, status, failureReason } = twin.jobNamed(
      pipeline([bridge({ ...kid, project })], { by }).id,
      "kids",
    );
    return [status, failureReason, downstream?.project.path, downstream?.source];
  };
  assert.deepEqual(began("shop/web"), ["success", null, "shop/web", "pipeline"]);
  const failed = (reason: string) => ["failed", reason, undefined, undefined];
  assert.deepEqual(began("shop/web", "dev"), failed("insufficient_bridge_permissions"));
  assert.deepEqual(began("shop/secret"), failed("downstream_bridge_project_not_found"));
  assert.deepEqual(began("shop/api"), failed("invalid_bridge_trigger"));
  assert.equal(web.pipelines.length, 1);
});

test("children have children, but no grandchild has any, and such a bridge cannot be retried", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t);
  const nest = (depth: number): NewJob => bridge({ jobs: depth === 0 ? kid.jobs : [nest(depth - 1)] });
  let at = pipeline([nest(3)]);
  for (;;) {
    const below = twin.jobNamed(at.id, "kids").downstream;
    if (!below) break;
    at = below;
  }
  const last = twin.jobNamed(at.id, "kids");
  assert.equal(last.failureReason, "reached_max_descendant_pipelines_depth");
  assert.equal((await post(`${job(last.id)}/retry`)).status, 403);
});

test("child pipelines are listed only for those who ask for their source", async (t) => {
  const { twin, pipeline, get, id } = await twinWorld(t);
  const one = pipeline([bridge(kid)]);
  const child = twin.jobNamed(one.id, "kids").downstream;
  const ids = async (query: string) =>
    (await get(`/projects/${id}/pipelines${query}`)).json.map((row: { id: number }) => row.id);
  assert.deepEqual(await ids(""), [one.id]);
  assert.deepEqual(await ids("?source=parent_pipeline"), [child?.id]);
  assert.equal((await get(`/projects/${id}/pipelines/latest`)).json.id, one.id);
});

test("hooks tell of the child with its source, and nothing of the bridge", async (t) => {
  const { twin, pipeline, id } = await twinWorld(t);
  const { url, heard } = await receiver(t);
  twin.addHook(id, { url, jobEvents: true, pipelineEvents: true });
  const one = pipeline([bridge(kid)]);
  const { id: bridgeId, downstream } = twin.jobNamed(one.id, "kids");
  await twin.deliver();
  const bodies = heard.map(({ body }) => JSON.parse(body));
  assert.equal(
    bodies.some((body) => body.build_id === bridgeId || body.builds?.length === 2),
    false,
  );
  const ofChild = bodies.find((body) => body.object_attributes?.id === downstream?.id);
  assert.equal(ofChild.object_attributes.source, "parent_pipeline");
  assert.deepEqual([ofChild.source_pipeline.job_id, ofChild.source_pipeline.pipeline_id], [bridgeId, one.id]);
});

test("an older GitLab does not retry bridges", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t, {}, { vintage: 2020 });
  const { id } = twin.jobNamed(pipeline([bridge(kid)]).id, "kids");
  assert.equal((await post(`${job(id)}/retry`)).status, 404);
});
