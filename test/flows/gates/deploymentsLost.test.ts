import assert from "node:assert/strict";
import { test } from "node:test";
import { deploymentStage, onApproval, onPipeline } from "./deploymentsStage.ts";

test("approvals that no hook told are found by the hourly look", async (t) => {
  const s = await deploymentStage(t, onApproval);
  await s.settle();
  s.twin.hold({ event: "Deployment Hook" });
  s.answer("bob", "approved");
  s.answer("carol", "approved");
  await s.leap(3_000);
  assert.equal(s.plays(), 0);
  await s.leap(900);
  assert.deepEqual([s.played(), s.plays()], [["deploy"], 1]);
});

test("hooks that tell nothing of deployments are enough for a pipeline's rule", async (t) => {
  const s = await deploymentStage(t, onPipeline, { tellsDeployments: false });
  await s.settle();
  assert.match(await s.stands(), /^waiting: GitLab wants 2 approvals/);
  s.answer("bob", "approved");
  s.answer("carol", "approved");
  await s.leap(3_700);
  assert.deepEqual([s.played(), s.plays()], [["deploy"], 1]);
});

test("a rule about deployments acts where no hook arrived at all: the patrol finds the job", async (t) => {
  const s = await deploymentStage(t, onApproval, { hooks: false });
  await s.settle();
  assert.match(await s.stands(), /^waiting: GitLab wants 2 approvals/);
  s.answer("bob", "approved");
  s.answer("carol", "approved");
  await s.leap(3_700);
  assert.deepEqual([s.played(), s.plays()], [["deploy"], 1]);
});

test("a job of which nobody knows where it deploys to is refused by GitLab once, and then waits", async (t) => {
  const s = await deploymentStage(t, onPipeline, { hooks: false });
  await s.settle();
  await s.leap(1_800);
  assert.match(await s.stands(), /^waiting: GitLab wants 2 approvals/);
  assert.equal(s.plays(), 1);
  s.answer("bob", "approved");
  s.answer("carol", "approved");
  await s.leap(3_700);
  assert.deepEqual([s.played(), s.plays()], [["deploy"], 2]);
});

test("a GitLab that refuses with a word about approvals is waited for, not given up", async (t) => {
  const s = await deploymentStage(t, onPipeline, { approvals: 0 });
  s.twin.faultNext({
    kind: "answer",
    method: "POST",
    path: /\/play$/,
    status: 403,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ message: "403 Forbidden - deployment requires approvals" }),
  });
  await s.settle();
  assert.match(await s.stands(), /^waiting: GitLab answered 403 to play of .*, which waits for approvals there/);
  await s.leap(3_700);
  assert.deepEqual(s.played(), ["deploy"]);
});

for (const seed of [1, 2, 3, 4])
  test(`hooks that come twice and in another order change nothing: it is played once (${seed})`, async (t) => {
    const s = await deploymentStage(t, `${onApproval}\n${onPipeline}`);
    s.twin.disturb({ duplicate: 0.7, reorder: 4, seed });
    s.answer("bob", "approved");
    s.answer("carol", "approved");
    await s.settle();
    await s.leap(300);
    assert.deepEqual([s.played(), s.plays()], [["deploy"], 1]);
    s.twin.succeed(s.job.id);
    await s.leap(300);
    assert.equal(s.plays(), 1);
  });

test("an approval that is heard after the rejection plays nothing", async (t) => {
  const s = await deploymentStage(t, onApproval);
  await s.settle();
  s.twin.hold({ event: "Deployment Hook", status: "approved" });
  s.answer("bob", "approved");
  s.answer("carol", "rejected");
  await s.settle();
  s.twin.release();
  await s.settle();
  assert.equal(
    await s.stands(),
    `skipped: job ${s.job.id} "deploy" is not played: its deployment was rejected in GitLab`,
  );
  assert.equal(s.plays(), 0);
});
