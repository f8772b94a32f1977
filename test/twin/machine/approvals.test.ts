import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { NewJob } from "../../../infra/twin/machine/begin.ts";
import type { ProtectedEnvironment } from "../../../infra/twin/state/graph.ts";
import { twinWorld } from "../world.ts";

const live = { name: "live", action: "start", tier: "production" };
const deploy: NewJob = { name: "deploy", stage: "deploy", environment: live };

/** A Premium project whose environment is protected, and a way to say something to a job's deployment. */
async function guarded(t: TestContext, rule: Partial<ProtectedEnvironment> = {}) {
  const world = await twinWorld(
    t,
    { members: { max: "maintainer" }, protectedEnvironments: [{ name: "live", role: "maintainer", ...rule }] },
    { settings: { isPremium: true } },
  );
  const { twin, post, id, pipeline } = world;
  const tokens = { ada: twin.addToken("ada"), dev: twin.addToken("dev"), max: twin.addToken("max") };
  return {
    ...world,
    tokens,
    begin: (by: string, job = deploy) => twin.jobNamed(pipeline([job], { by }).id, "deploy"),
    say: async (status: string, by: keyof typeof tokens, deploymentId: number | undefined, comment?: string) => {
      const path = `/projects/${id}/deployments/${deploymentId}/approval`;
      const reply = await post(path, { token: tokens[by], body: { status, ...(comment && { comment }) } });
      return [reply.status, reply.json.message ?? reply.json.error ?? reply.json.status];
    },
  };
}

test("where an environment is protected, jobs of those who may not deploy fail at their start", async (t) => {
  const { begin } = await guarded(t);
  const { status, failureReason } = begin("dev");
  assert.deepEqual([status, failureReason], ["failed", "protected_environment_failure"]);
  assert.equal(begin("max").status, "pending");
});

test("who may not deploy there may do nothing to a job that does", async (t) => {
  const { begin, post, job, tokens } = await guarded(t);
  const { id } = begin("max", { ...deploy, when: "manual" });
  for (const verb of ["play", "retry", "cancel"])
    assert.equal((await post(`${job(id)}/${verb}`, { token: tokens.dev })).status, 403, verb);
  assert.equal((await post(`${job(id)}/play`, { token: tokens.max })).status, 200);
});

test("without a licence nothing is protected", async (t) => {
  const { begin, twin, say } = await guarded(t, { requiredApprovals: 1 });
  twin.world.settings.isPremium = false;
  const { status, deployment } = begin("dev");
  assert.equal(status, "pending");
  assert.deepEqual(await say("approved", "ada", deployment?.id), [400, "This environment is not protected."]);
});

test("a deployment that needs approvals waits as a gate that nobody can play", async (t) => {
  const { begin, post, get, job } = await guarded(t, { requiredApprovals: 2 });
  const { id, status, when, deployment, pipeline } = begin("max");
  assert.deepEqual([status, when, deployment?.status, pipeline.status], ["manual", "manual", "blocked", "manual"]);
  const play = await post(`${job(id)}/play`);
  assert.deepEqual([play.status, play.json.message], [400, "400 Bad request - Unplayable Job"]);
  const shown = await get(`/projects/${pipeline.project.id}/deployments/${deployment?.id}`);
  assert.deepEqual([shown.json.pending_approval_count, shown.json.approvals], [2, []]);
});

test("approvals start nothing: they only let somebody play the job", async (t) => {
  const { begin, say, post, get, job } = await guarded(t, { requiredApprovals: 1 });
  const { id, deployment, pipeline } = begin("max");
  assert.deepEqual(await say("approved", "ada", deployment?.id, "looks well"), [201, "approved"]);
  const shown = await get(`/projects/${pipeline.project.id}/deployments/${deployment?.id}`);
  const [{ user, comment }] = shown.json.approvals;
  assert.deepEqual([user.username, comment, shown.json.pending_approval_count], ["ada", "looks well", 0]);
  assert.deepEqual([(await get(job(id))).json.status, shown.json.status], ["manual", "blocked"]);
  assert.deepEqual((await post(`${job(id)}/play`)).json.status, "pending");
});

test("two approvals are two people's, and who says the same again is not told of", async (t) => {
  const { begin, say, post, job, twin } = await guarded(t, { requiredApprovals: 2 });
  const told: unknown[] = [];
  twin.world.listeners.push((news) => {
    if (news.kind === "deployment" && news.approval) told.push(news.approval.person.username);
  });
  const { id, deployment } = begin("dev");
  await say("approved", "ada", deployment?.id);
  assert.deepEqual(await say("approved", "ada", deployment?.id), [201, "approved"]);
  assert.equal((await post(`${job(id)}/play`)).status, 400);
  await say("approved", "max", deployment?.id);
  assert.equal((await post(`${job(id)}/play`)).status, 200);
  assert.deepEqual(told, ["ada", "max"]);
});

test("a rejected deployment fails for good: nobody can retry or play it", async (t) => {
  const { begin, say, post, get, job, twin } = await guarded(t, { requiredApprovals: 1 });
  const told: unknown[] = [];
  const { id, deployment } = begin("max", { ...deploy, retry: 2 });
  twin.world.listeners.push((news) => {
    if (news.kind === "deployment") told.push([news.approval?.status, news.deployment.status]);
  });
  assert.deepEqual(await say("rejected", "ada", deployment?.id, "not on a Friday"), [201, "rejected"]);
  assert.deepEqual(told, [
    ["rejected", "blocked"],
    [undefined, "failed"],
  ]);
  const { status, failure_reason } = (await get(job(id))).json;
  assert.deepEqual([status, failure_reason], ["failed", "deployment_rejected"]);
  const retry = await post(`${job(id)}/retry`);
  assert.deepEqual([retry.status, retry.json.message], [403, "403 Forbidden - Job is not retryable"]);
  assert.equal((await post(`${job(id)}/play`)).status, 400);
  assert.deepEqual(await say("approved", "ada", deployment?.id), [
    400,
    "This deployment is not waiting for approvals.",
  ]);
});

test("one may think better of an approval, and reject one's own deployment", async (t) => {
  const { begin, say } = await guarded(t, { requiredApprovals: 2 });
  const { deployment } = begin("max");
  await say("approved", "ada", deployment?.id);
  assert.deepEqual(await say("rejected", "ada", deployment?.id), [201, "rejected"]);
  assert.deepEqual(
    deployment?.approvals.map(({ status }) => status),
    ["rejected"],
  );
  assert.deepEqual(await say("rejected", "max", begin("max").deployment?.id), [201, "rejected"]);
});

test("GitLab says why it does not take an approval", async (t) => {
  const { begin, say, twin } = await guarded(t, { requiredApprovals: 1 });
  const { deployment } = begin("ada");
  const own =
    "You cannot approve your own deployment. This configuration can be adjusted in the protected environment settings.";
  assert.deepEqual(await say("approved", "ada", deployment?.id), [400, own]);
  assert.deepEqual(await say("approved", "dev", deployment?.id), [
    400,
    "You don't have permission to approve this deployment. Contact the project or group owner for help.",
  ]);
  assert.deepEqual(await say("maybe", "max", deployment?.id), [400, "status does not have a valid value"]);
  assert.deepEqual(await say("approved", "max", 1), [404, "404 Not found"]);
  twin.world.projects[0]?.protectedEnvironments.splice(0, 1, { name: "live", role: "maintainer" });
  assert.deepEqual(await say("approved", "max", begin("ada").deployment?.id), [
    400,
    "Deployment approvals is not configured for this environment.",
  ]);
});

test("a retried deployment needs its approvals anew", async (t) => {
  const { begin, say, post, job, twin } = await guarded(t, { requiredApprovals: 1 });
  const { id, deployment } = begin("max");
  await say("approved", "ada", deployment?.id);
  await post(`${job(id)}/play`);
  twin.fail(id);
  const again = await post(`${job(id)}/retry`);
  assert.deepEqual([again.status, again.json.status], [201, "manual"]);
  assert.equal((await post(`${job(again.json.id)}/play`)).status, 400);
});
