import assert from "node:assert/strict";
import { test } from "node:test";
import { deeds } from "../rules/scene.ts";
import { type ApprovalStage, approvalStage, promote } from "./approvalsStage.ts";

const one = promote("approvals: { count: 1, from: { role: maintainer } }");

/** GitLab tells once more of all that it told of; a worker looks at the task anew. */
async function hooks(s: ApprovalStage): Promise<void> {
  const revived = async () =>
    (await s.house.store.entries(1000)).filter(
      (entry) => "tasks" in entry && entry.tasks?.some(({ step }) => step === "revived"),
    ).length;
  const before = await revived();
  for (const { body } of [...s.twin.deliveries]) assert.equal(await s.deliverSigned(String(body)), 202);
  await s.settle();
  assert.ok((await revived()) > before);
}

test("a rejected gate stays shut, however many hooks come and whoever says yes, until its task is redriven: then anew, empty", async (t) => {
  const s = await approvalStage(t);
  await s.approve("bob");
  assert.equal((await s.reject("carol", "not reviewed")).status, 200);
  await s.settle();
  const task = await s.task();
  assert.deepEqual([task.state, task.reason], ["skipped", "rejected by @carol: not reviewed"]);
  for (const who of ["bob", "dora"]) {
    const no = await s.approve(who);
    assert.deepEqual([no.status, no.code], [409, "gateClosed"]);
  }
  for (let round = 0; round < 3; round++) {
    s.clock.advance(600);
    await hooks(s);
  }
  assert.deepEqual([deeds(s), (await s.task()).state, await s.list()], [[], "skipped", []]);
  const [closed] = await s.list("?rejected=true");
  assert.deepEqual([closed?.closed?.how, closed?.closed?.by?.username], ["rejected", "carol"]);
  assert.equal(await s.redrive(), 200);
  await s.settle();
  const opened = await s.stored();
  assert.deepEqual([opened?.closed, opened?.approvals], [undefined, []]);
  assert.deepEqual(deeds(s), []);
  await s.approve("dora");
  await s.settle();
  assert.deepEqual(deeds(s), []);
  await s.approve("bob");
  await s.settle();
  assert.deepEqual(deeds(s), ["play deploy"]);
  assert.deepEqual(
    (await s.words()).map((word) => word.replace(/:.*/, " refused")),
    [
      "approve @bob",
      "reject @carol",
      "approve @bob refused",
      "approve @dora refused",
      "redrive",
      "approve @dora",
      "approve @bob",
    ],
  );
});

test("a no outlives the rule's requirement: without any, the job is still not played", async (t) => {
  const s = await approvalStage(t, one);
  await s.reject("bob");
  await s.settle();
  await s.apply(
    one.replace(/require: \{.*?\} \}, do/, "do").replace("approvals: { count: 1, from: { role: maintainer } }", ""),
  );
  await hooks(s);
  s.clock.advance(3600);
  await hooks(s);
  assert.deepEqual(deeds(s), []);
  assert.match((await s.task()).reason ?? "", /^rejected by @bob/);
});

test("whoever rejected it may approve it instead: it opens again, and is played once enough agree", async (t) => {
  const s = await approvalStage(t);
  await s.approve("bob");
  await s.reject("carol");
  await s.settle();
  assert.equal((await s.approve("carol")).status, 200);
  await s.settle();
  assert.deepEqual(deeds(s), ["play deploy"]);
  assert.deepEqual(await s.words(), ["approve @bob", "reject @carol", "approve @carol"]);
});

test("a no drops the yes of the same person, and a second no of somebody else is told that it is closed", async (t) => {
  const s = await approvalStage(t);
  await s.approve("bob");
  await s.reject("bob");
  assert.deepEqual((await s.stored())?.approvals, []);
  assert.equal((await s.reject("bob", "again")).status, 200);
  assert.equal((await s.stored())?.closed?.why, "rejected by @bob: not today");
  assert.equal((await s.reject("carol")).code, "gateClosed");
  await s.settle();
  assert.deepEqual([deeds(s), (await s.words()).length], [[], 3]);
});

test("a no needs a reason and a right: who began it may withdraw it, a developer may not, and each no is journalled", async (t) => {
  const s = await approvalStage(t);
  for (const reason of ["", "  "]) {
    const no = await s.reject("bob", reason);
    assert.deepEqual([no.status, no.code], [400, "noReason"]);
  }
  const erin = await s.reject("erin");
  assert.deepEqual([erin.status, erin.code], [403, "noRight"]);
  assert.equal((await s.stored())?.closed, undefined);
  assert.equal((await s.reject("alice", "found a bug")).status, 200);
  await s.settle();
  assert.deepEqual(deeds(s), []);
  assert.deepEqual(
    (await s.words()).map((word) => word.replace(/:.*/, " refused")),
    ["reject @bob refused", "reject @bob refused", "reject @erin refused", "reject @alice"],
  );
});

test("whoever began the pipeline may withdraw it without the right to approve it, while they are in the project", async (t) => {
  const s = await approvalStage(t, one, "erin");
  assert.equal((await s.approve("erin")).code, "ownWork");
  assert.equal((await s.reject("erin", "found a bug")).status, 200);
  await s.settle();
  assert.deepEqual([deeds(s), (await s.task()).reason], [[], "rejected by @erin: found a bug"]);
});

test("an expired gate takes no word, also before anybody has noted that it expired; redriven it opens anew", async (t) => {
  const s = await approvalStage(t, promote("approvals: { count: 1 }, expires: 2h"));
  s.clock.advance(2 * 3600);
  const no = await s.approve("bob");
  assert.deepEqual([no.status, no.code], [409, "gateClosed"]);
  assert.match(no.message ?? "", /^the gate expired at 2026-01-05T11:00:00Z$/);
  assert.deepEqual(await s.list(), []);
  await s.settle();
  assert.equal((await s.stored())?.closed?.how, "expired");
  await hooks(s);
  assert.equal((await s.approve("bob")).code, "gateClosed");
  assert.deepEqual(deeds(s), []);
  assert.equal(await s.redrive(), 200);
  await s.settle();
  assert.equal((await s.stored())?.closed, undefined);
  await s.approve("bob");
  await s.settle();
  assert.deepEqual(deeds(s), ["play deploy"]);
});

test("a job that somebody started by hand has nothing left to decide", async (t) => {
  const s = await approvalStage(t);
  await s.approve("bob");
  s.twin.act("play", s.job, { by: "alice" });
  const late = await s.approve("carol");
  assert.deepEqual([late.status, late.code], [409, "alreadyPlayed"]);
  await s.settle();
  assert.equal((await s.reject("carol")).code, "alreadyPlayed");
  assert.deepEqual(deeds(s), ["play deploy"]);
  assert.equal(s.twin.effects[0]?.user, "alice");
});
