import assert from "node:assert/strict";
import { test } from "node:test";
import { projectOf } from "../../../infra/twin/state/world.ts";
import { deeds } from "../rules/scene.ts";
import { type ApprovalStage, approvalStage, promote } from "./approvalsStage.ts";

const two = "approvals: { count: 2, from: { role: maintainer } }";

/** Why nothing is played, as the journal last said. */
async function waitsFor(s: ApprovalStage): Promise<string> {
  const entries = await s.house.store.entries(1000);
  const last = entries.findLast((entry) => entry.kind === "task" && entry.verb === "play");
  return last?.kind === "task" ? last.reason : "";
}

for (const [what, after] of [
  ["the rule asks for something else", promote("approvals: { count: 2, from: { role: developer } }")],
  ["the job would get another variable", promote(two, ", variables: { CHANNEL: beta }")],
  ["a variable's value changes", promote(two, ", variables: { CHANNEL: stable2 }")],
] as const)
  test(`yeses are void once ${what}: they are named so, and nothing is played until they are given anew`, async (t) => {
    const s = await approvalStage(
      t,
      promote(two, what.startsWith("a variable's") ? ", variables: { CHANNEL: stable }" : ""),
    );
    const seen = await s.digest();
    await s.approve("bob");
    await s.settle();
    await s.apply(after);
    // Before anybody has looked: the API knows by the rules.
    const early = await s.approve("carol", seen);
    assert.deepEqual([early.status, early.code], [409, "otherContent"]);
    assert.match(early.message ?? "", /^the rule promote has changed since version 1/);
    await s.settle();
    assert.notEqual(await s.digest(), seen);
    const late = await s.approve("carol", seen);
    assert.deepEqual([late.status, late.code], [409, "otherContent"]);
    assert.equal((await s.approve("carol")).status, 200);
    await s.settle();
    assert.deepEqual(deeds(s), []);
    assert.match(
      await waitsFor(s),
      /has 1 \(@carol\); that of @bob does not count: it was a yes to something else, which has changed since$/,
    );
    assert.deepEqual(
      (await s.words()).map((word) => word.replace(/:.*/, " refused")),
      ["approve @bob", "approve @carol refused", "approve @carol refused", "approve @carol"],
    );
    await s.approve("bob");
    await s.settle();
    assert.deepEqual(deeds(s), ["play deploy"]);
  });

test("a newer rulebook whose rule is the same leaves yeses as they are", async (t) => {
  const s = await approvalStage(t);
  await s.approve("bob");
  const seen = await s.digest();
  await s.apply(
    `${promote()}  - { id: other, projects: ["elsewhere/**"], on: job, when: { status: failed }, do: retry }\n`,
  );
  assert.equal((await s.approve("carol", seen)).status, 200);
  await s.settle();
  assert.deepEqual(deeds(s), ["play deploy"]);
});

test("whoever loses the role between the yes and the play is named, and nothing is played", async (t) => {
  const s = await approvalStage(t);
  await s.approve("bob");
  await s.settle();
  demote(s, "bob");
  await s.approve("carol");
  await s.settle();
  assert.deepEqual(deeds(s), []);
  assert.match(await waitsFor(s), /has 1 \(@carol\); that of @bob does not count: @bob/);
  assert.equal((await s.approve("bob")).code, "noRight");
  await s.approve("dora");
  await s.settle();
  assert.deepEqual(deeds(s), ["play deploy"]);
});

test("a blocked user's yes does not count: neither at the click nor one given before", async (t) => {
  const s = await approvalStage(t);
  await s.approve("bob");
  block(s, "bob");
  await s.approve("carol");
  await s.settle();
  assert.deepEqual(deeds(s), []);
  assert.match(await waitsFor(s), /that of @bob does not count/);
  const no = await s.approve("bob");
  assert.ok(no.status === 401 || no.status === 403, `${no.status} ${no.message}`);
  assert.deepEqual(await s.words().then((words) => words.slice(0, 2)), ["approve @bob", "approve @carol"]);
});

test("a yes counts only within its time: then it is named as too old, and may be given anew", async (t) => {
  const s = await approvalStage(t, promote("approvals: { count: 2, within: 30m }"));
  await s.approve("bob");
  await s.settle();
  s.clock.advance(31 * 60);
  await s.approve("carol");
  await s.settle();
  assert.deepEqual(deeds(s), []);
  assert.match(await waitsFor(s), /that of @bob does not count: it was given more than 30m ago$/);
  await s.approve("bob");
  await s.settle();
  assert.deepEqual(deeds(s), ["play deploy"]);
  assert.deepEqual(await s.words(), ["approve @bob", "approve @carol", "approve @bob"]);
  assert.deepEqual(
    (await s.stored())?.approvals.map(({ username }) => username),
    ["carol", "bob"],
  );
});

test("GitLab is asked for nobody's rights while too few have said yes", async (t) => {
  const s = await approvalStage(t);
  await s.approve("bob");
  const sent = s.twin.requests.length;
  await s.settle();
  const asked = s.twin.requests.slice(sent).map(({ path }) => path);
  assert.deepEqual(
    asked.filter((path) => /members|users/.test(path)),
    [],
  );
});

function demote({ twin, project }: ApprovalStage, username: string): void {
  const { members } = projectOf(twin.world, project.id);
  const person = twin.world.people.find((one) => one.username === username);
  assert.ok(person);
  members.set(person, "developer");
}

function block({ twin }: ApprovalStage, username: string): void {
  const person = twin.world.people.find((one) => one.username === username);
  assert.ok(person);
  person.state = "blocked";
}
