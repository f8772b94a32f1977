import assert from "node:assert/strict";
import { test } from "node:test";
import { projectOf } from "../../../infra/twin/state/world.ts";
import { gateKey, gatesScope, gateText, readGate } from "../../../lib/core/gate.ts";
import { deeds } from "../rules/scene.ts";
import { type ApprovalStage, approvalStage, promote } from "./approvalsStage.ts";
import { armRule, armStage, rulebook } from "./armStage.ts";

const one = promote("approvals: { count: 1, from: { role: maintainer } }");
const strict =
  'id: promote, projects: ["**"], on: [job, pipeline], when: { status: manual }, require: { approvals: { count: 1 } }, do: { play: { job: deploy } }';

test("a play that did not happen needs its yes again: whoever lost the right meanwhile lets nothing through", async (t) => {
  const s = await approvalStage(t, one.replace("do:", "onUnknown: again, do:"));
  await s.approve("bob");
  s.twin.faultNext({ method: "POST", path: /\/play$/, kind: "dropBefore" });
  await s.settle();
  assert.equal((await s.task()).unsure, true);
  demote(s, "bob");
  await s.pass(600);
  assert.deepEqual([deeds(s), (await s.task()).state], [[], "waiting"]);
  assert.match((await s.task()).reason ?? "", /that of @bob does not count/);
  await s.approve("carol");
  await s.pass(3700);
  assert.deepEqual(deeds(s), ["play deploy"]);
});

test("a job that was run again is another job: yeses of the old one say nothing of it", async (t) => {
  const s = await approvalStage(t, promote("approvals: { count: 1 }"));
  await s.approve("bob");
  await s.settle();
  s.twin.fail(s.job);
  s.twin.act("retry", s.job, { by: "carol" });
  await s.pass(120);
  const gates = (await s.house.store.notes(gatesScope("gitlab"))).flatMap(({ value }) => readGate(value) ?? []);
  assert.deepEqual(
    gates.map(({ job, approvals }) => [job, approvals.length]),
    [[s.job, 1]],
  );
});

test("a rule that only reports plays nothing, whoever had said yes before it did", async (t) => {
  const s = await approvalStage(t, one.replace("count: 1", "count: 2"));
  await s.approve("bob");
  await s.settle();
  await s.apply(one.replace("count: 1", "count: 2").replace("mode: enforce", "mode: report"));
  assert.equal((await s.approve("carol")).code, "otherContent");
  await s.settle();
  assert.deepEqual([deeds(s), (await s.task()).state], [[], "reported"]);
});

test("a calendar of another name is another rule: yeses of before are void", async (t) => {
  const rules = promote("approvals: { count: 2 }, calendar: days");
  const s = await approvalStage(t, rules);
  await s.approve("bob");
  await s.settle();
  await s.apply(rules.replaceAll("days", "nights"));
  await s.approve("carol");
  await s.settle();
  await s.approve("carol");
  await s.settle();
  assert.deepEqual(deeds(s), []);
  assert.match((await s.task()).reason ?? "", /that of @bob does not count: it was a yes to something else/);
});

test("whoever rejected it and lost the role cannot open it again", async (t) => {
  const s = await approvalStage(t, one);
  await s.reject("bob");
  await s.settle();
  demote(s, "bob");
  assert.equal((await s.approve("bob")).code, "noRight");
  await s.settle();
  assert.deepEqual([deeds(s), (await s.stored())?.closed?.how], [[], "rejected"]);
});

test("a gate that nobody can read is never passed: a person must look", async (t) => {
  const s = await approvalStage(t, one);
  const { id } = await s.task();
  const digest = await s.digest();
  const key = gateKey("gitlab", s.project.id, s.job);
  const text = await s.house.store.note(key);
  await s.house.store.putNote(key, `${text}x`, text);
  assert.equal((await s.approve("bob", digest)).code, "brokenGate");
  await s.pass(3700);
  assert.deepEqual([deeds(s), (await s.house.store.task(id))?.state], [[], "attention"]);
});

test("however many say yes, the item stays small: the newest are kept", async (t) => {
  const s = await approvalStage(t, promote("approvals: { count: 20 }"));
  const gate = await s.stored();
  assert.ok(gate);
  const key = gateKey("gitlab", s.project.id, s.job);
  const crowd = Array.from({ length: 150 }, (_, at) => ({
    userId: 1_000_000 + at,
    username: `person${at}`,
    at: s.clock.now(),
    from: "api" as const,
    who: "local",
    digest: "of something else",
  }));
  await s.house.store.putNote(key, gateText({ ...gate, approvals: crowd }), await s.house.store.note(key));
  assert.deepEqual(await s.approve("bob"), { status: 200 });
  const kept = (await s.stored())?.approvals ?? [];
  assert.deepEqual([kept.length, kept.at(-1)?.username, kept[0]?.username], [100, "bob", "person51"]);
});

test("whoever arms a job again with other values means those, whichever rule takes them", async (t) => {
  const allow = (id: string, name: string) =>
    `id: ${id}, projects: ["**"], on: { command: arm }, do: { play: { job: deploy, allow: { ${name}: [eu, us] } } }`;
  const s = await armStage(t, rulebook(allow("first", "ONE"), allow("second", "TWO")));
  await s.arm("bob", { for: "1h", values: { ONE: "eu" } });
  await s.settle();
  assert.deepEqual(await s.arm("bob", { for: "2h", values: { TWO: "us" } }), { status: 200 });
  s.twin.succeed(s.build);
  await s.pass(120);
  assert.deepEqual([s.plays(), s.twin.job(s.job).variables], [["deploy"], { TWO: "us" }]);
});

test("an arming that is made longer holds for as long as it says", async (t) => {
  const s = await armStage(t);
  await s.arm("bob", { for: "1h" });
  await s.settle();
  await s.arm("bob", { for: "3h" });
  await s.jump(2);
  s.twin.succeed(s.build);
  await s.pass(120);
  assert.deepEqual(s.plays(), ["deploy"]);
});

for (const [what, isHeard] of [
  ["before the hook that tells a rule of the job", false],
  ["after it", true],
] as const)
  test(`an armed job that is looked at ${what} has all the approvals that this rule requires`, async (t) => {
    const s = await armStage(t, rulebook(armRule, strict));
    await s.arm("bob", { for: "2h" });
    await s.settle();
    s.twin.succeed(s.build);
    if (isHeard) await s.settle();
    s.clock.advance(60);
    await s.house.driver.step();
    assert.deepEqual(s.plays(), []);
    assert.deepEqual(await s.approve("carol"), { status: 200 });
    await s.house.driver.step();
    assert.deepEqual(s.plays(), ["deploy"]);
    await s.settle();
    assert.deepEqual(s.plays(), ["deploy"]);
  });

test("what a rule asks that only reports, or is of another project, an armed job does not wait for", async (t) => {
  const others = [
    strict.replace("id: promote", "id: tried, mode: report"),
    strict.replace('id: promote, projects: ["**"]', 'id: elsewhere, projects: ["other/**"]'),
  ];
  const s = await armStage(t, rulebook(armRule, ...others));
  await s.arm("bob", { for: "2h" });
  await s.settle();
  s.twin.succeed(s.build);
  s.clock.advance(60);
  await s.house.driver.step();
  assert.deepEqual(s.plays(), ["deploy"]);
});

function demote({ twin, project }: ApprovalStage, username: string): void {
  const person = twin.world.people.find((one) => one.username === username);
  assert.ok(person);
  projectOf(twin.world, project.id).members.set(person, "developer");
}
