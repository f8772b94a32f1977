import assert from "node:assert/strict";
import { test } from "node:test";
import { deeds } from "../rules/scene.ts";
import { type ApprovalStage, approvalStage, promote } from "./approvalsStage.ts";

const one = promote("approvals: { count: 1 }");

/** Why the worker looked once more, as the journal says. */
async function spokenMeanwhile({ house }: ApprovalStage): Promise<number> {
  const entries = await house.store.entries(1000);
  return entries.filter((entry) => entry.kind === "task" && /^somebody spoke at its gate meanwhile/.test(entry.reason))
    .length;
}

test("a yes between the look and the mark is written down, and the job is played once", async (t) => {
  const s = await approvalStage(t, one);
  await s.approve("bob");
  let said = 0;
  s.beforeMark(async () => {
    said = (await s.approve("carol")).status;
  });
  await s.settle();
  assert.equal(said, 200);
  assert.deepEqual(
    (await s.stored())?.approvals.map(({ username }) => username),
    ["bob", "carol"],
  );
  assert.deepEqual(deeds(s), ["play deploy"]);
  assert.deepEqual(await s.words(), ["approve @bob", "approve @carol"]);
  assert.equal(await spokenMeanwhile(s), 1);
});

test("a no between the look and the mark wins: nothing is played", async (t) => {
  const s = await approvalStage(t, one);
  await s.approve("bob");
  let said = 0;
  s.beforeMark(async () => {
    said = (await s.reject("carol")).status;
  });
  await s.settle();
  assert.equal(said, 200);
  assert.deepEqual([deeds(s), (await s.task()).state], [[], "skipped"]);
  assert.deepEqual(await s.words(), ["approve @bob", "reject @carol"]);
});

test("a redrive between the look and the mark cannot be: the task is open, and the gate is left as it is", async (t) => {
  const s = await approvalStage(t, one);
  await s.approve("bob");
  let said = 0;
  s.beforeMark(async () => {
    said = await s.redrive();
  });
  await s.settle();
  assert.deepEqual([said, deeds(s)], [409, ["play deploy"]]);
});

test("many people at once are each heard once, and the job is played once", async (t) => {
  const s = await approvalStage(t, promote("approvals: { count: 3 }"));
  const digest = await s.digest();
  const people = ["bob", "carol", "dora", "bob", "carol"];
  const answers = await Promise.all(people.map((who) => s.approve(who, digest)));
  assert.deepEqual(
    answers.map(({ status }) => status),
    people.map(() => 200),
  );
  await s.settle();
  assert.deepEqual(deeds(s), ["play deploy"]);
  assert.deepEqual((await s.words()).toSorted(), ["approve @bob", "approve @carol", "approve @dora"]);
});

test("a yes while GitLab's rates leave no room is not taken: come back later, and nothing is written", async (t) => {
  const s = await approvalStage(t, one);
  s.twin.faultNext({ kind: "429", path: /\/members\//, count: 1 } as never);
  const first = await s.approve("bob");
  assert.ok(first.status === 503 || first.status === 502, JSON.stringify(first));
  await s.settle();
  assert.deepEqual([deeds(s), await s.words(), (await s.stored())?.approvals], [[], [], []]);
});
