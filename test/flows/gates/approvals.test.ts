import assert from "node:assert/strict";
import { test } from "node:test";
import { gateKey } from "../../../lib/core/gate.ts";
import { deeds } from "../rules/scene.ts";
import { approvalStage, promote } from "./approvalsStage.ts";

test("two maintainers say yes, and the job is played exactly once, however often and by whom it is said after that", async (t) => {
  const s = await approvalStage(t);
  assert.deepEqual(deeds(s), []);
  const [gate] = await s.list();
  assert.deepEqual(
    [gate?.name, gate?.path, gate?.job, gate?.rules.map(({ rule, count, missing }) => [rule, count, missing])],
    ["deploy", "shop/web", s.job, [["promote@1", 2, 2]]],
  );
  assert.equal((await s.approve("bob")).status, 200);
  await s.settle();
  assert.deepEqual(deeds(s), []);
  const [halfway] = await s.list();
  assert.deepEqual(
    halfway?.rules.map(({ given, missing }) => [given.map(({ username }) => username), missing]),
    [[["bob"], 1]],
  );
  assert.match(halfway?.waitsFor ?? "", /^promote@1 needs 2 approvals and has 1 \(@bob\)$/);
  assert.equal((await s.approve("carol")).status, 200);
  await s.settle();
  assert.deepEqual(deeds(s), ["play deploy"]);
  assert.deepEqual(await s.list(), []);
  const late = await s.approve("dora");
  assert.deepEqual([late.status, late.code], [409, "alreadyPlayed"]);
  s.clock.advance(2 * 3600);
  await s.settle();
  assert.deepEqual(deeds(s), ["play deploy"]);
  assert.deepEqual((await s.words()).slice(0, 2), ["approve @bob", "approve @carol"]);
  assert.match((await s.words())[2] ?? "", /^approve @dora: the job was played already/);
});

test("one person twice is not two: the second yes changes nothing, and nothing is played", async (t) => {
  const s = await approvalStage(t);
  await s.approve("bob");
  const first = await s.stored();
  await s.settle();
  s.clock.advance(60);
  assert.equal((await s.approve("bob")).status, 200);
  const second = await s.stored();
  assert.deepEqual(second?.approvals, first?.approvals);
  await s.settle();
  assert.deepEqual(deeds(s), []);
  assert.deepEqual(await s.words(), ["approve @bob"]);
});

test("whoever began the pipeline cannot approve it: the no is journalled, and nothing is played", async (t) => {
  const s = await approvalStage(t, promote("approvals: { count: 1 }"));
  const no = await s.approve("alice");
  assert.deepEqual([no.status, no.code], [403, "ownWork"]);
  await s.settle();
  assert.deepEqual(deeds(s), []);
  assert.deepEqual(await s.words(), [
    "approve @alice: @alice wrote it or began its pipeline: nobody approves their own",
  ]);
  await s.approve("bob");
  await s.settle();
  assert.deepEqual(deeds(s), ["play deploy"]);
});

test("a developer's yes does not count where maintainers are asked, and a stranger's nowhere", async (t) => {
  const s = await approvalStage(t, promote("approvals: { count: 1, from: { role: maintainer } }"));
  s.twin.addPerson({ username: "mallory" });
  for (const who of ["erin", "mallory"]) {
    const no = await s.approve(who);
    assert.deepEqual([no.status, no.code], [403, "noRight"]);
  }
  await s.settle();
  assert.deepEqual(deeds(s), []);
  assert.deepEqual(
    (await s.words()).map((word) => word.slice(0, word.indexOf(":"))),
    ["approve @erin", "approve @mallory"],
  );
});

test("a bot's yes never counts, whatever its role: not at the click, and not one that stands in the item", async (t) => {
  const s = await approvalStage(t, promote("approvals: { count: 1 }"));
  const no = await s.approve("robot");
  assert.ok(no.status === 403 || no.status === 401, `${no.status}`);
  const gate = await s.stored();
  assert.deepEqual(gate?.approvals, []);
  const { id: userId = 0 } = s.twin.world.people.find(({ username }) => username === "robot") ?? {};
  const forged = { userId, username: "robot", at: s.clock.now(), from: "api", who: "local", digest: gate.digest };
  const key = gateKey("gitlab", s.project.id, s.job);
  const text = JSON.stringify({ ...gate, approvals: [forged] });
  assert.equal(await s.house.store.putNote(key, text, await s.house.store.note(key)), true);
  s.clock.advance(3600);
  await s.settle();
  assert.deepEqual(deeds(s), []);
  assert.match(
    (await s.task()).reason ?? "",
    /has 0; that of @robot does not count: @robot is a bot: only people count$/,
  );
});

test("a wrong token, or none, is nobody: nothing is written and nothing played", async (t) => {
  const s = await approvalStage(t, promote("approvals: { count: 1 }"));
  const digest = await s.digest();
  const wrong = await s.say("glpat-0123456789abcdefghij", "approve", { digest });
  assert.deepEqual([wrong.status, wrong.code], [401, "notThatPerson"]);
  const none = await s.ask(`approvals/${s.project.id}/${s.job}/approve`, { body: { digest } });
  assert.deepEqual([none.status, none.body.error.code], [401, "noPerson"]);
  await s.settle();
  assert.deepEqual([deeds(s), await s.words(), (await s.stored())?.approvals], [[], [], []]);
});

test("bodies are strict, and what is no gate is told so", async (t) => {
  const s = await approvalStage(t);
  const digest = await s.digest();
  for (const body of [{}, { digest: "short" }, { digest, reasn: "x" }])
    assert.equal((await s.say("bob", "approve", body)).code, "badBody");
  const where = async (place: string) => await s.ask(`approvals/${place}/approve`, { who: "bob", body: { digest } });
  const none = await where(`${s.project.id}/1`);
  assert.deepEqual([none.status, none.body.error.code], [404, "noGate"]);
  assert.equal((await where("shop/web")).body.error.code, "badGate");
  assert.deepEqual(await s.words(), [`approve @bob: no gate waits at job 1 of project ${s.project.id}`]);
});

test("the list tells what a yes is to, without asking GitLab and without any value", async (t) => {
  const s = await approvalStage(t, promote("approvals: { count: 1, within: 4h }", ", variables: { CHANNEL: stable }"));
  const sent = s.twin.requests.length;
  const all = await s.list();
  assert.equal(s.twin.requests.length, sent);
  assert.deepEqual(
    all.map(({ name, ref, sha, variables, rules }) => [name, ref, sha !== undefined, variables, rules[0]?.within]),
    [["deploy", "main", true, ["CHANNEL"], "4h"]],
  );
  assert.doesNotMatch(JSON.stringify(all), /stable/);
  assert.deepEqual(await s.list(`?project=${s.project.id + 1}`), []);
  const known = await s.ask("approvals", { who: "bob" });
  assert.equal(known.body.person.username, "bob");
});
