import assert from "node:assert/strict";
import { test } from "node:test";
import { deploymentStage, onApproval, onPipeline } from "./deploymentsStage.ts";

test("a blocked deployment waits without any attempt, one approval of two is not enough, and both let us play it once", async (t) => {
  const s = await deploymentStage(t, onApproval);
  await s.settle();
  assert.match(await s.stands(), /^waiting: GitLab wants 2 approvals of deployment \d+ to production: until then/);
  s.answer("bob", "approved");
  await s.settle();
  assert.match(
    await s.stands(),
    /^waiting: GitLab wants 1 more approval of .* has that of @bob: until then nobody can play job \d+ "deploy"$/,
  );
  assert.equal(s.plays(), 0);
  s.answer("carol", "approved");
  await s.settle();
  assert.deepEqual([await s.stands(), s.played(), s.plays()], [`done: job ${s.job.id} "deploy" played`, ["deploy"], 1]);
  const heard = ["to production blocked: planned", "to production approved: merged", "to production approved: merged"];
  assert.deepEqual((await s.heard()).slice(0, 3), heard);
  await s.leap(600);
  assert.equal(s.plays(), 1);
});

test("a rejection closes the task that waits, with the word, and nothing was tried", async (t) => {
  const s = await deploymentStage(t, onApproval);
  await s.settle();
  s.answer("bob", "approved");
  s.answer("carol", "rejected");
  await s.settle();
  assert.match(await s.stands(), /^skipped: deployment \d+ to production rejected$/);
  assert.deepEqual((await s.heard()).slice(0, 3), [
    "to production blocked: planned",
    "to production approved: merged",
    "to production rejected: closed",
  ]);
  assert.deepEqual([s.plays(), s.job.failureReason], [0, "deployment_rejected"]);
});

test("a rejection that no hook told is found by the next look, and named", async (t) => {
  const s = await deploymentStage(t, onApproval);
  await s.settle();
  s.twin.hold({ event: "Deployment Hook" });
  s.answer("carol", "rejected");
  await s.leap(3_700);
  assert.equal(
    await s.stands(),
    `skipped: job ${s.job.id} "deploy" is not played: its deployment was rejected in GitLab`,
  );
  assert.equal(s.plays(), 0);
});

test("a gate of a pipeline's rule waits for GitLab's approvals too, and what a hook tells of them wakes it", async (t) => {
  const s = await deploymentStage(t, onPipeline);
  await s.settle();
  assert.match(await s.stands(), /^waiting: GitLab wants 2 approvals/);
  s.answer("bob", "approved");
  s.answer("carol", "approved");
  await s.settle();
  assert.deepEqual([s.played(), s.plays()], [["deploy"], 1]);
});

test("a rejection closes the gate of a pipeline's rule too", async (t) => {
  const s = await deploymentStage(t, onPipeline);
  await s.settle();
  s.twin.hold({ event: "Pipeline Hook" });
  s.answer("bob", "rejected");
  await s.settle();
  assert.match(await s.stands(), /^skipped: deployment \d+ to production rejected$/);
});

test("where no approval is wanted, the gate opens as ever", async (t) => {
  const s = await deploymentStage(t, onPipeline, { approvals: 0 });
  await s.settle();
  assert.deepEqual([s.played(), s.plays()], [["deploy"], 1]);
});

test("a Free GitLab is asked nothing about deployments, and its gates open as ever", async (t) => {
  const s = await deploymentStage(t, onPipeline, { isPremium: false });
  await s.settle();
  assert.deepEqual([s.played(), s.plays()], [["deploy"], 1]);
  assert.equal(s.twin.requests.filter(({ path }) => path.includes("/deployments")).length, 0);
});

test("whatever we do, nobody approves a deployment in our name", async (t) => {
  const s = await deploymentStage(t, `${onApproval}\n${onPipeline}`);
  await s.settle();
  await s.leap(7_200);
  assert.equal(
    s.twin.requests.filter(({ method, path }) => method !== "GET" && path.includes("deployments")).length,
    0,
  );
  assert.deepEqual([s.plays(), s.job.deployment?.approvals], [0, []]);
});
