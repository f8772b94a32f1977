import assert from "node:assert/strict";
import test from "node:test";
import type { Vintage } from "../../infra/twin/state/world.ts";
import type { Event } from "../../lib/core/event.ts";
import { toEvent } from "../../lib/gitlab/hook.ts";
import { manual, receiver, twinWorld } from "./world.ts";

const environment = { name: "Review/Fix 1", action: "start", tier: "development" };
const ship = { name: "ship", stage: "deploy", environment };

async function deploying(t: test.TestContext, project: Parameters<typeof twinWorld>[1] = {}, vintage: Vintage = 2026) {
  const world = await twinWorld(t, project, { vintage, settings: { isPremium: true } });
  const { url, heard } = await receiver(t);
  world.twin.addHook(world.id, { url, deploymentEvents: true });
  const hear = async () => {
    await world.twin.deliver();
    return heard.splice(0).map(({ body }) => JSON.parse(body));
  };
  return { ...world, hear };
}

test("a deployment is told when it starts and when it ends, however it ends", async (t) => {
  const { twin, pipeline, hear, served } = await deploying(t);
  const seen: string[] = [];
  for (const end of ["succeed", "fail", "cancel"] as const) {
    const { id } = twin.jobNamed(pipeline([ship]).id, "ship");
    twin.run(id);
    twin[end](id);
    const bodies = await hear();
    seen.push(...bodies.map((body) => body.status));
    for (const body of bodies) {
      assert.deepEqual(
        [body.deployable_id, body.environment, body.environment_tier],
        [id, "Review/Fix 1", "development"],
      );
      assert.equal(body.deployable_url, `${served.url}/shop/api/-/jobs/${id}`);
      assert.deepEqual(
        [body.ref, body.user.username, body.project.http_url],
        ["main", "ada", `${served.url}/shop/api.git`],
      );
    }
  }
  assert.deepEqual(seen, ["running", "success", "running", "failed", "running", "canceled"]);
});

test("a gate that needs approvals is told as blocked, then each approval with who gave it; it starts nothing", async (t) => {
  const name = "production";
  const production = { ...manual("ship"), environment: { name, action: "start", tier: name } };
  const { twin, pipeline, hear, get, post, id } = await deploying(t, {
    protectedEnvironments: [{ name, role: "maintainer", requiredApprovals: 1 }],
  });
  const one = pipeline([production], { by: "dev" });
  const [blocked] = await hear();
  assert.equal(blocked.status, "blocked");
  const [{ id: deploymentId }] = (await get(`/projects/${id}/deployments`)).json;
  const approval = { body: { status: "approved", comment: "go" } };
  assert.equal((await post(`/projects/${id}/deployments/${deploymentId}/approval`, approval)).status, 201);
  const [approved, ...more] = await hear();
  assert.deepEqual(
    [approved.status, approved.approver.username, approved.approval.status, approved.approval.comment, more.length],
    ["approved", twin.bot.username, "approved", "go", 0],
  );
  assert.equal(twin.jobNamed(one.id, "ship").status, "manual");
  const delivery = { id: "d", source: "twin", receivedAt: twin.world.clock() };
  const event = toEvent({ value: approved, delivery }) as Event & { kind: "deployment" };
  assert.deepEqual(
    [event.deployment.id, event.deployment.status, event.deployment.approval?.userId],
    [deploymentId, "approved", twin.bot.id],
  );
});

test("in 2024 nobody was told of a gate that needs approvals, and times were written as in other hooks", async (t) => {
  const protectedEnvironments = [{ name: "Review/Fix 1", role: "maintainer", requiredApprovals: 1 }] as const;
  const { twin, pipeline, hear } = await deploying(t, { protectedEnvironments }, 2024);
  const one = pipeline([{ ...ship, when: "manual" }, "deploy/other"], { by: "dev" });
  assert.deepEqual(await hear(), []);
  twin.world.settings.isPremium = false;
  twin.finish(pipeline([ship]).id);
  const [running] = await hear();
  assert.deepEqual([one.status, running.status_changed_at], ["running", "2026-11-20 09:30:00 UTC"]);
});

test("a bridge that deploys is told without a job or its page", async (t) => {
  const { pipeline, hear } = await deploying(t);
  pipeline([{ ...ship, trigger: { jobs: [{ name: "kid" }] } }]);
  const [running] = await hear();
  assert.deepEqual([running.status, running.deployable_id, running.deployable_url], ["running", null, null]);
});

test("a gate that needs no approval, and a job that leaves its environment alone, are told by no deployment hook", async (t) => {
  const { twin, pipeline, hear } = await deploying(t);
  const one = pipeline([
    { ...manual("gate", "a", true), environment },
    { name: "look", stage: "a", environment: { ...environment, action: "access" } },
  ]);
  twin.finish(one.id);
  assert.deepEqual(await hear(), []);
});
