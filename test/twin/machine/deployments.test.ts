import assert from "node:assert/strict";
import { test } from "node:test";
import type { NewJob } from "../../../infra/twin/machine/begin.ts";
import type { News } from "../../../infra/twin/state/world.ts";
import type { Twin } from "../../../infra/twin/twin.ts";
import { twinWorld } from "../world.ts";

const live = { name: "live", action: "start", tier: "production" };
const deploy: NewJob = { name: "deploy", stage: "deploy", environment: live };
const gate: NewJob = { ...deploy, when: "manual" };

/** The statuses of deployments, as they were told. */
function listen({ world }: Twin): string[] {
  const told: string[] = [];
  world.listeners.push((news: News) => {
    if (news.kind === "deployment") told.push(`${news.from ?? "born"} ${news.deployment.status}`);
  });
  return told;
}

test("a job that deploys has a deployment once its turn has come, which goes as the job does", async (t) => {
  const { twin, pipeline } = await twinWorld(t);
  const told = listen(twin);
  const one = pipeline(["build/build", deploy]);
  const job = twin.jobNamed(one.id, "deploy");
  assert.deepEqual([job.deployment, told], [null, []]);
  twin.finish(one.id);
  assert.deepEqual(told, ["born created", "created running", "running success"]);
  assert.deepEqual([job.deployment?.status, job.deployment?.environment.slug], ["success", "live"]);
});

test("a gate blocks its deployment until somebody plays it", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t);
  const told = listen(twin);
  const { id, deployment } = twin.jobNamed(pipeline([gate]).id, "deploy");
  assert.equal(deployment?.status, "blocked");
  await post(`${job(id)}/play`);
  assert.equal(deployment.status, "blocked");
  twin.run(id);
  twin.fail(id);
  assert.deepEqual(told, ["born created", "created blocked", "blocked running", "running failed"]);
});

test("a job that somebody puts where it stands has the deployment that it would have had", async (t) => {
  const { twin, pipeline, served, id } = await twinWorld(t);
  const job = twin.jobNamed(pipeline(["build/build", deploy]).id, "deploy");
  const body = JSON.stringify({ status: "success" });
  await fetch(`${served.url}/-/twin/projects/${id}/jobs/${job.id}`, { method: "POST", body });
  assert.equal(job.deployment?.status, "success");
});

test("a deployment that has ended stays so, wherever its job is put afterwards", async (t) => {
  const { twin, pipeline, served, id } = await twinWorld(t);
  const one = pipeline([deploy]);
  twin.finish(one.id);
  const job = twin.jobNamed(one.id, "deploy");
  const body = JSON.stringify({ status: "running" });
  await fetch(`${served.url}/-/twin/projects/${id}/jobs/${job.id}`, { method: "POST", body });
  assert.deepEqual([job.status, job.deployment?.status], ["running", "success"]);
});

test("only a job with the action start deploys; one with stop stops its environment", async (t) => {
  const { twin, pipeline } = await twinWorld(t);
  const state = () => twin.world.projects[0]?.environments.get("live")?.state;
  const verify = pipeline([{ ...deploy, environment: { ...live, action: "verify" } }]);
  assert.deepEqual([twin.jobNamed(verify.id, "deploy").deployment, state()], [null, "available"]);
  twin.finish(pipeline([{ ...deploy, environment: { ...live, action: "stop" } }]).id);
  assert.equal(state(), "stopped");
  twin.finish(pipeline([deploy]).id);
  assert.equal(state(), "available");
});

test("after a newer deployment of another commit nobody may write to the older one any more", async (t) => {
  const { twin, pipeline, post, get, job } = await twinWorld(t);
  const old = pipeline([gate]);
  const newer = pipeline([gate]);
  const ids = [old, newer].map((one) => twin.jobNamed(one.id, "deploy").id);
  const [oldId = 0, newId = 0] = ids;
  assert.equal((await post(`${job(newId)}/play`)).status, 200);
  twin.run(newId);
  assert.equal((await post(`${job(oldId)}/cancel`)).json.status, "canceled");
  const other = twin.jobNamed(pipeline([gate]).id, "deploy").id;
  const newest = pipeline([deploy]);
  twin.finish(newest.id);
  for (const verb of ["play", "retry", "cancel", "erase", "artifacts/keep"]) {
    const { status, json } = await post(`${job(other)}/${verb}`);
    assert.deepEqual([verb, status, json], [verb, 403, { message: "403 Forbidden" }]);
  }
  assert.deepEqual([(await get(job(other))).json.status, twin.job(other).status], ["manual", "manual"]);
});

test("an older deployment that has ended may be run again, which deploys anew, unless the project forbids it", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t);
  const old = pipeline([deploy]);
  twin.finish(old.id);
  twin.finish(pipeline([deploy]).id);
  const { id } = twin.jobNamed(old.id, "deploy");
  old.project.settings.allowsRollback = false;
  assert.equal((await post(`${job(id)}/retry`)).status, 403);
  old.project.settings.allowsRollback = true;
  const again = await post(`${job(id)}/retry`);
  assert.deepEqual([again.status, again.json.status], [201, "pending"]);
  twin.succeed(again.json.id);
  assert.deepEqual(old.project.deployments.map(({ job: { id: jobId }, status }) => [jobId, status]).at(-1), [
    again.json.id,
    "success",
  ]);
});

test("the same commit again, or a project without forward deployments, outdates nothing", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t);
  const sha = "1".repeat(40);
  const same = twin.jobNamed(pipeline([gate], { sha }).id, "deploy").id;
  twin.finish(pipeline([deploy], { sha }).id);
  assert.equal((await post(`${job(same)}/play`)).status, 200);
  const other = twin.jobNamed(pipeline([gate]).id, "deploy");
  twin.finish(pipeline([deploy]).id);
  other.pipeline.project.settings.forwardDeployment = false;
  assert.equal((await post(`${job(other.id)}/play`)).status, 200);
});

test("a deployment that was skipped, and is outdated when its turn comes at last, fails instead", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t);
  const old = pipeline(["build/build", deploy]);
  const build = twin.fail(twin.jobNamed(old.id, "build").id);
  assert.equal(twin.jobNamed(old.id, "deploy").deployment?.status, "skipped");
  twin.finish(pipeline([deploy]).id);
  const { json } = await post(`${job(build.id)}/retry`);
  twin.succeed(json.id);
  const { status, failureReason, deployment } = twin.jobNamed(old.id, "deploy");
  assert.deepEqual([status, failureReason, deployment?.status], ["failed", "failed_outdated_deployment_job", "failed"]);
});

test("deployments are listed and shown", async (t) => {
  const { twin, pipeline, get, id } = await twinWorld(t);
  twin.finish(pipeline([deploy]).id);
  const staging = { ...live, name: "review/Fix_1", tier: "development" };
  const one = pipeline([{ ...gate, environment: staging }], { by: "dev" });
  const rows = async (query = "") => (await get(`/projects/${id}/deployments${query}`)).json;
  const iids = async (query: string) => (await rows(query)).map(({ iid }: { iid: number }) => iid);
  assert.deepEqual(await iids(""), [1, 2]);
  assert.deepEqual(await iids("?sort=desc"), [2, 1]);
  assert.deepEqual(await iids("?environment=live"), [1]);
  assert.deepEqual(await iids("?status=blocked"), [2]);
  assert.equal((await rows("?status=no")).error, "status does not have a valid value");
  const [, { id: deploymentId }] = await rows();
  const { json } = await get(`/projects/${id}/deployments/${deploymentId}`);
  const { iid, sha, status, user, environment, deployable, pending_approval_count } = json;
  assert.deepEqual(
    [iid, sha, status, user.username, environment.name, environment.slug, deployable.name, pending_approval_count],
    [2, one.commit.sha, "blocked", "dev", "review/Fix_1", "review-fix-1", "deploy", 0],
  );
  assert.equal((await get(`/projects/${id}/deployments/1`)).status, 404);
  assert.equal((await get(`/projects/${id}/deployments`, { token: twin.addToken("guest") })).status, 403);
});
