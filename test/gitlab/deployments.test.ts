import assert from "node:assert/strict";
import { test } from "node:test";
import { awaitedApprovals, standOf } from "../../lib/core/deployment.ts";
import { createDeployments } from "../../lib/gitlab/deployments.ts";
import { grape, paths } from "./grape.ts";

const waiting = (id: number, jobId: number, more: object = {}) => ({
  id,
  status: "blocked",
  deployable: { id: jobId },
  environment: { name: "production" },
  ...more,
});
const ofBob = { user: { username: "bob" }, status: "approved", created_at: "2026-11-20T12:00:00.000Z", comment: "" };
const told = { pending_approval_count: 1, approvals: [ofBob] };

test("the deployment that a hook named is asked for alone, and tells of its approvals", async (t) => {
  const { http, seen } = await grape(t, { "/projects/7/deployments/9": [200, waiting(9, 1001, told)] });
  const found = await createDeployments(http).deploymentOf(7, { id: 1001, deploymentId: 9 });
  const at = Date.UTC(2026, 10, 20, 12);
  assert.deepEqual(found, {
    id: 9,
    status: "blocked",
    jobId: 1001,
    environment: "production",
    pendingApprovals: 1,
    approvals: [{ status: "approved", username: "bob", at }],
  });
  assert.equal(paths(seen).length, 1);
});

test("a number that a hook named for another job's deployment is not believed: the job's own is looked for", async (t) => {
  const { http, seen } = await grape(t, {
    "/projects/7/deployments/9": [200, waiting(9, 5, { pending_approval_count: 0 })],
    "/projects/7/deployments/8": [200, waiting(8, 1001, told)],
    "/projects/7/deployments": [200, [waiting(9, 5), waiting(8, 1001)]],
  });
  const found = await createDeployments(http).deploymentOf(7, {
    id: 1001,
    deploymentId: 9,
    environment: "review/a b",
  });
  assert.deepEqual([found?.id, found?.pendingApprovals], [8, 1]);
  assert.ok(paths(seen).some((path) => path.endsWith("&environment=review%2Fa%20b")));
});

test("what Free GitLabs do not tell is not known, and what is hidden is nothing", async (t) => {
  const { http } = await grape(t, {
    "/projects/7/deployments/8": [200, waiting(8, 1001)],
    "/projects/7/deployments": [200, [waiting(8, 1001), { ...waiting(7, 3), deployable: null, status: "success" }]],
    "/projects/8/deployments": [403, { message: "403 Forbidden" }],
  });
  const { deploymentOf } = createDeployments(http);
  const found = await deploymentOf(7, { id: 1001 });
  assert.deepEqual(found, { id: 8, status: "blocked", jobId: 1001, environment: "production" });
  assert.deepEqual(await deploymentOf(7, { id: 4 }), undefined);
  assert.deepEqual(await deploymentOf(8, { id: 4 }), undefined);
  assert.deepEqual(await deploymentOf(9, { id: 4 }), undefined);
});

const approved = { status: "approved" } as const;
const seen = { id: 1, jobId: 2 };
for (const [what, deployment, stand, awaited] of [
  ["blocked without approvals that are wanted", { ...seen, status: "blocked" }, "blocked", 0],
  ["blocked with one of two", { ...seen, status: "blocked", pendingApprovals: 1, approvals: [approved] }, "blocked", 1],
  ["blocked with all", { ...seen, status: "blocked", pendingApprovals: 0, approvals: [approved] }, "approved", 0],
  ["a gate that needs none", { ...seen, status: "blocked", pendingApprovals: 0, approvals: [] }, "blocked", 0],
  ["rejected", { ...seen, status: "failed", approvals: [approved, { status: "rejected" as const }] }, "rejected", 0],
  [
    "running after its approvals",
    { ...seen, status: "running", pendingApprovals: 0, approvals: [approved] },
    "running",
    0,
  ],
  ["a word that nobody knows", { ...seen, status: "paused" }, undefined, 0],
] as const)
  test(`a deployment that is ${what} stands at ${stand ?? "nothing that is known"}`, () => {
    assert.deepEqual([standOf(deployment), awaitedApprovals(deployment)], [stand, awaited]);
  });
