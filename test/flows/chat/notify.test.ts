import assert from "node:assert/strict";
import { test } from "node:test";
import { buttonsOf } from "../../../infra/slack/look.ts";
import { notifyStage, promote } from "./notifyStage.ts";

test("a gate is shown, two people approve with buttons, it is played once, and the message says how it ended", async (t) => {
  const s = await notifyStage(t);
  const job = s.waiting();
  await s.settle();
  const [first = "", ...more] = s.shown();
  assert.equal(more.length, 0);
  for (const part of [
    `job ${job} "deploy"`,
    "2 more must say yes",
    "shop/web",
    "promote@1 asks 2 of at least maintainer",
    "ref main",
    "given up at",
  ])
    assert.ok(first.includes(part), `${part} in: ${first}`);
  const [message] = s.everybodys();
  assert.deepEqual(message && buttonsOf(message).map(({ label }) => label), ["Approve", "Reject", "Why"]);
  await s.click("bob", "Approve");
  assert.match(s.toldTo("bob"), /Your yes to .* is heard/);
  assert.match(s.shown()[0] ?? "", /1 more must say yes[\s\S]*bob said yes at/);
  assert.deepEqual(s.deeds(), []);
  await s.click("carol", "Approve");
  assert.deepEqual(s.deeds(), ["play deploy"]);
  await s.settle();
  const [last = "", ...others] = s.shown();
  assert.equal(others.length, 0);
  assert.match(last, /played/);
  assert.match(last, /bob said yes[\s\S]*carol said yes/);
  assert.deepEqual(s.everybodys().flatMap(buttonsOf), []);
  const approvals = (await s.gate(job))?.approvals.map(({ username, from, who }) => [username, from, who]);
  const team = s.slack.world.workspace;
  assert.deepEqual(approvals, [
    ["bob", "slack", `slack/${team}/${s.userOf("bob").id}`],
    ["carol", "slack", `slack/${team}/${s.userOf("carol").id}`],
  ]);
  assert.deepEqual(await s.house.store.notes("request#gitlab"), []);
});

test("a button is used once by each person: a second click, and one after the play, do nothing and say so", async (t) => {
  const s = await notifyStage(t);
  const job = s.waiting();
  await s.settle();
  const [request] = s.everybodys();
  const before = request && structuredClone(request);
  await s.click("bob", "Approve");
  await s.click("bob", "Approve", before);
  assert.match(s.toldTo("bob"), /used this button already/);
  assert.equal((await s.gate(job))?.approvals.length, 1);
  await s.click("carol", "Approve", before);
  await s.click("dora", "Approve", before);
  assert.match(s.toldTo("dora"), /played already|has started it|is pending/);
  assert.deepEqual(s.deeds(), ["play deploy"]);
});

test("whoever has no right, no part in the project, or wrote it, is told so alone, and a button in another channel is nobody's", async (t) => {
  const s = await notifyStage(t);
  const job = s.waiting();
  await s.settle();
  const rows = [
    ["alice", /nobody approves their own/],
    ["erin", /none of those whom the rule asks/],
    ["mallory", /is not there, or it is not watched, or you may not see it/],
  ] as const;
  for (const [name, words] of rows) {
    await s.click(name, "Approve");
    assert.match(s.toldTo(name), words);
  }
  const elsewhere = s.slack.addChannel("elsewhere", { members: [s.bob] });
  const [request] = s.everybodys();
  assert.ok(request);
  const { answered } = await s.slack.click(s.bob, { ...request, channel: elsewhere.id }, "Approve");
  assert.ok("status" in answered && answered.status === 200);
  await s.settle();
  assert.equal((await s.gate(job))?.approvals.length, 0);
  assert.deepEqual(s.deeds(), []);
});

test("a button of what has changed since does nothing: the message shows what it is now, and the thread says that it changed", async (t) => {
  const s = await notifyStage(t);
  const job = s.waiting();
  await s.settle();
  const [request] = s.everybodys();
  const old = request && structuredClone(request);
  await s.click("bob", "Approve");
  await s.apply(promote("approvals: { count: 1, from: { role: maintainer } }"));
  await s.click("carol", "Approve", old);
  assert.match(s.toldTo("carol"), /has changed since/);
  assert.deepEqual(s.deeds(), []);
  await s.settle();
  const [now = "", word = ""] = s.shown();
  assert.match(now, /1 more must say yes[\s\S]*promote@2[\s\S]*bob said yes at .*, which says nothing any more/);
  assert.match(word, /has changed: who said yes before must say so again/);
  await s.click("carol", "Approve", old);
  assert.match(s.toldTo("carol"), /what would be played now is not what was approved/);
  assert.deepEqual(s.deeds(), []);
  await s.click("bob", "Approve");
  assert.deepEqual(s.deeds(), ["play deploy"]);
  assert.equal((await s.gate(job))?.approvals.length, 1);
});

test("a rejection with a button closes the gate, the message says by whom, and whoever said it may change their mind in words", async (t) => {
  const s = await notifyStage(t);
  const job = s.waiting();
  await s.settle();
  await s.click("bob", "Reject");
  assert.match(s.toldTo("bob"), /You have rejected/);
  assert.match(s.shown()[0] ?? "", /rejected by @?bob: with a button in Slack/);
  assert.deepEqual(s.everybodys().flatMap(buttonsOf), []);
  assert.equal((await s.gate(job))?.closed?.how, "rejected");
  s.clock.advance(60);
  await s.settle();
  assert.equal(s.shown().length, 1);
  assert.deepEqual(s.deeds(), []);
});

test("a gate that waits says so in its thread, and one that is given up has no buttons any more", async (t) => {
  const s = await notifyStage(t, promote("approvals: { count: 1 }, remind: 2h, expires: 5h"));
  s.waiting();
  await s.settle();
  s.clock.advance(2 * 3600);
  await s.settle();
  s.clock.advance(60);
  await s.settle();
  const [request, reminder] = s.everybodys();
  assert.equal(reminder?.thread, request?.ts);
  assert.match(s.shown()[1] ?? "", /still waits[\s\S]*has waited for 2h/);
  s.clock.advance(3 * 3600);
  await s.settle();
  s.clock.advance(60);
  await s.settle();
  assert.match(s.shown()[0] ?? "", /given up/);
  assert.deepEqual(s.everybodys().flatMap(buttonsOf), []);
  assert.deepEqual(await s.house.store.notes("request#gitlab"), []);
});

test("a click that GitLab kept from an answer is done once GitLab answers, and is not used up", async (t) => {
  const s = await notifyStage(t, promote("approvals: { count: 1 }"));
  s.waiting();
  await s.settle();
  const fault = s.twin.faultNext({ path: /\/jobs\/\d+$/, kind: "500before", count: "all" });
  await s.click("bob", "Approve");
  assert.deepEqual([s.deeds(), s.toldTo("bob")], [[], ""]);
  s.twin.faults.clear(fault);
  s.clock.advance(61);
  await s.settle();
  assert.match(s.toldTo("bob"), /Your yes to .* is heard/);
  assert.deepEqual(s.deeds(), ["play deploy"]);
});

test("why is answered to who asks alone, as often as they like", async (t) => {
  const s = await notifyStage(t);
  const job = s.waiting();
  await s.settle();
  for (let times = 0; times < 2; times++) {
    await s.click("erin", "Why");
    assert.match(s.toldTo("erin"), new RegExp(`job ${job}`));
  }
  assert.equal(s.shown().length, 1);
});
