import assert from "node:assert/strict";
import { test } from "node:test";
import { type DeploymentStage, deploymentStage } from "./deploymentsStage.ts";

const apiToken = "a-token-of-twenty-letters";

/** GitLab wants two approvals, and the rule one of its own, of this kind. */
const both = (on: string, when: string) =>
  `  - { id: both, projects: ["**"], on: ${on}, when: ${when}, require: { approvals: { count: 1, from: { role: maintainer } } }, do: { play: { job: deploy } } }`;
const onDeployment = both("deployment", "{ deployment: approved }");
const onPipeline = both("pipeline", "{ status: manual }");

/** Somebody says yes to Penstock. @returns the answer's status */
async function approveHere({ house, twin, project, job, gate }: DeploymentStage, username: string): Promise<number> {
  const digest = (await gate())?.digest;
  const answer = await fetch(`${house.url}/api/gitlab/approvals/${project.id}/${job.id}/approve`, {
    method: "POST",
    headers: { authorization: `Bearer ${apiToken}`, "x-gitlab-token": twin.addToken(username) },
    body: JSON.stringify({ digest }),
  });
  await answer.arrayBuffer();
  return answer.status;
}

for (const [kind, rule] of [
  ["deployments", onDeployment],
  ["pipelines", onPipeline],
] as const) {
  test(`a rule about ${kind} with approvals of its own opens its gate while GitLab waits, and needs both: ours first`, async (t) => {
    const s = await deploymentStage(t, rule, { house: { apiToken } });
    await s.settle();
    assert.match((await s.gate())?.waitsFor ?? "", /^GitLab wants 2 approvals .*; both@1 needs 1 approval and has 0$/);
    assert.equal(await approveHere(s, "dora"), 200);
    await s.settle();
    assert.match(await s.stands(), /^waiting: GitLab wants 2 approvals of [^;]*$/);
    assert.equal((await s.gate())?.playedAt, undefined);
    s.answer("bob", "approved");
    s.answer("carol", "approved");
    await s.settle();
    assert.deepEqual([s.played(), s.plays()], [["deploy"], 1]);
  });

  test(`a rule about ${kind} with approvals of its own needs both: GitLab's first`, async (t) => {
    const s = await deploymentStage(t, rule, { house: { apiToken } });
    await s.settle();
    s.answer("bob", "approved");
    s.answer("carol", "approved");
    await s.settle();
    assert.match(await s.stands(), /^waiting: both@1 needs 1 approval and has 0$/);
    assert.equal(s.plays(), 0);
    assert.equal(await approveHere(s, "dora"), 200);
    await s.settle();
    assert.deepEqual([s.played(), s.plays()], [["deploy"], 1]);
    assert.ok((await s.gate())?.playedAt);
  });
}

test("a gate that people rejected here is closed, though GitLab still waits", async (t) => {
  const s = await deploymentStage(t, onPipeline, { house: { apiToken } });
  await s.settle();
  const { house, twin, project, job } = s;
  const answer = await fetch(`${house.url}/api/gitlab/approvals/${project.id}/${job.id}/reject`, {
    method: "POST",
    headers: { authorization: `Bearer ${apiToken}`, "x-gitlab-token": twin.addToken("dora") },
    body: JSON.stringify({ reason: "not today" }),
  });
  assert.equal(answer.status, 200);
  s.answer("bob", "approved");
  await s.settle();
  await s.leap(3_700);
  assert.match(await s.stands(), /^skipped: /);
  assert.equal(s.plays(), 0);
});
