import assert from "node:assert/strict";
import { test } from "node:test";
import { hook as approved } from "../../fixtures/hooks/2026/deploymentApproved.ts";
import { hook } from "../../fixtures/hooks/2026/deploymentBlocked.ts";
import { heard, reason, told } from "../heard.ts";

const deployment = (value: unknown) => told("deployment", value).deployment;

test("what the approver wrote, who they are and how to reach them stays outside", () => {
  assert.doesNotMatch(JSON.stringify(heard(approved)), /555|finn|Finn/);
});

test("a deployment of a status that nobody knows keeps GitLab's word", () => {
  assert.equal(deployment({ ...hook, status: "levitating" }).status, "levitating");
});

test("a deployment without a job, and one whose job is not told, are two things", () => {
  assert.equal(deployment({ ...hook, deployable_id: null }).jobId, null);
  assert.ok(!("jobId" in deployment({ ...hook, deployable_id: "82" })));
});

test("a deployment hook of 2020, which has no deployment's number, is heard by its job", () => {
  const { id, jobId } = deployment({ ...hook, deployment_id: undefined });
  assert.deepEqual([id, jobId], [undefined, 82]);
});

test("an environment that is an object, as in job hooks, is not known", () => {
  assert.ok(!("environment" in deployment({ ...hook, environment: { name: "production" } })));
});

test("an approval without a number, or of nobody, is told as far as it goes", () => {
  assert.ok(!("approval" in deployment({ ...approved, approval: { status: "approved" } })));
  assert.deepEqual(deployment({ ...approved, approver: null }).approval, { id: 5, status: "approved" });
});

for (const [changes, expected] of [
  [{ deployment_id: null, deployable_id: null }, /^a Deployment Hook that names neither a deployment nor a job$/],
  [{ status: "" }, /^a Deployment Hook that cannot be read: status/],
  [{ status: 7 }, /^a Deployment Hook that cannot be read: status/],
  [{ project: null }, /^a Deployment Hook that names no project, or two$/],
  [{ project_id: 13 }, /^a Deployment Hook that names no project, or two$/],
] as const)
  test(`a deployment hook with ${JSON.stringify(changes)} is ignored`, () =>
    assert.match(reason({ ...hook, ...changes }), expected));

test("of a template that keeps a deployment's number, status and project, that is heard", () => {
  const { status, deployment_id, object_kind } = hook;
  assert.deepEqual(deployment({ status, deployment_id, object_kind, project_id: 12 }), { id: 17, status: "blocked" });
});
