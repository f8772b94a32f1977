import assert from "node:assert/strict";
import { test } from "node:test";
import { deeds } from "../rules/scene.ts";
import { type ApprovalStage, approvalStage, promote } from "./approvalsStage.ts";

/** Longer than a look is believed: the job is looked at once more before the call. */
const slowSeconds = 10;

/** The next mark takes so long that what a look has seen may be over before the call. */
function slowMark(s: ApprovalStage): void {
  s.beforeMark(async () => s.clock.advance(slowSeconds));
}

const arming =
  promote().replace(/ {2}- .*\n/, "") +
  '  - { id: arm, projects: ["**"], on: { command: arm }, do: { play: { job: deploy } } }\n';

test("a slow table alone keeps no gate shut", async (t) => {
  const s = await approvalStage(t, promote("approvals: { count: 1, within: 30m }"));
  await s.approve("bob");
  slowMark(s);
  await s.settle();
  assert.deepEqual(deeds(s), ["play deploy"]);
});

test("a yes that runs out between the look and the call does not count: nothing is played", async (t) => {
  const s = await approvalStage(t, promote("approvals: { count: 1, within: 30m }"));
  await s.approve("bob");
  s.clock.advance(30 * 60 - slowSeconds);
  slowMark(s);
  await s.settle();
  assert.deepEqual(deeds(s), []);
});

test("a gate that expires between the look and the call is not passed", async (t) => {
  const s = await approvalStage(t, promote("approvals: { count: 1 }, expires: 1h"));
  await s.settle();
  s.clock.advance(3600 - slowSeconds);
  await s.approve("bob");
  slowMark(s);
  await s.pass(60);
  assert.deepEqual(deeds(s), []);
  assert.equal((await s.stored())?.closed?.how, "expired");
});

test("an arming that ends between the look and the call is over", async (t) => {
  const s = await approvalStage(t, arming);
  const { status } = await s.ask(`gates/${s.project.id}/${s.job}/arm`, {
    who: "bob",
    body: { until: s.clock.now() + slowSeconds * 1000 },
  });
  assert.equal(status, 200);
  slowMark(s);
  await s.settle();
  assert.deepEqual(deeds(s), []);
});
