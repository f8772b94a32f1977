import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { lookFurther } from "../../lib/app/further/look.ts";
import { findOut } from "../../lib/app/further.ts";
import type { Facts } from "../../lib/core/event.ts";
import { asksOf } from "../../lib/core/verdict.ts";
import { compileRulebook } from "../../lib/rules/compile.ts";
import { rulebookOf } from "../rules/specs.ts";
import { furtherStage } from "./furtherStage.ts";

/** A manual job, some people of some groups, and what a rule says to a command of one of them. */
async function groupStage(t: TestContext) {
  const s = await furtherStage(t);
  const { twin } = s;
  const ids = new Map(["ann", "bo", "cy", "eve"].map((username) => [username, twin.addPerson({ username }).id]));
  const idOf = (username: string) => ids.get(username) ?? Number.NaN;
  const bot = { [twin.bot.username]: "guest" } as const;
  twin.addGroup({ path: "platform", members: { ...bot, bo: "owner" } });
  twin.addGroup({ path: "platform/release-managers", members: { ...bot, ann: "reporter" } });
  twin.addGroup({ path: "platform/release-managers/emea", members: { cy: "owner" } });
  twin.addGroup({ path: "secret/club", members: { eve: "owner" } });
  const gate = twin.jobNamed(
    s.pipeline([{ name: "deploy", stage: "deploy", when: "manual" }], { by: "ann" }).id,
    "deploy",
  );
  const facts = await s.factsOf(gate);

  async function answerTo(username: string, group: string) {
    const text = `version: 1\nrules: [{ id: r, projects: "**", on: job, when: { by: { group: ${group} } }, do: keep }]`;
    const [rule] = compileRulebook(rulebookOf(text), 1);
    assert.ok(rule);
    const by = { userId: idOf(username), username };
    const said: Facts = { ...facts, command: { verb: "keep", values: {}, by }, looked: { by } };
    const atDoor = rule.decide(said, s.time.now()).answer;
    const known = await findOut(said, (one) => asksOf(rule.decide(one, s.time.now()).clauses), { gitlab: s.client });
    return [atDoor, rule.decide(known, s.time.now()).answer];
  }
  return { ...s, facts, idOf, answerTo };
}

test("whoever says a command counts as a member of a group and of those above it, and of none below; the door cannot know", async (t) => {
  const s = await groupStage(t);
  const group = "platform/release-managers";
  assert.deepEqual(await s.answerTo("ann", group), ["unknown", "yes"]);
  assert.deepEqual(await s.answerTo("bo", group), ["unknown", "yes"]);
  assert.deepEqual(await s.answerTo("cy", group), ["unknown", "no"]);
  assert.deepEqual(await s.answerTo("eve", group), ["unknown", "no"]);
});

test("a group that is hidden from us is never a yes, and does not hide the next one", async (t) => {
  const s = await groupStage(t);
  assert.deepEqual(await s.answerTo("eve", "secret/club"), ["unknown", "unknown"]);
  assert.deepEqual(await s.answerTo("eve", "not/there"), ["unknown", "unknown"]);
  assert.deepEqual(await s.answerTo("ann", "[secret/club, platform/release-managers]"), ["unknown", "yes"]);
  assert.deepEqual(await s.answerTo("cy", "[secret/club, platform/release-managers]"), ["unknown", "unknown"]);
});

test("a membership counts as it is now", async (t) => {
  const s = await groupStage(t);
  const group = "platform/release-managers";
  const { facts, client } = s;
  const ask = async () => {
    const job = { ...facts.job, userId: s.idOf("ann") };
    return (await lookFurther({ ...facts, job }, { group }, client.reads)).looked?.groups?.get(group);
  };
  assert.equal(await ask(), true);
  const { members } = s.twin.addGroup({ path: group });
  for (const person of members.keys()) if (person.username === "ann") members.delete(person);
  assert.equal(await ask(), false);
});

test("a job that nobody caused was caused by no group's member", async (t) => {
  const s = await groupStage(t);
  const job = { ...s.facts.job, userId: null };
  assert.deepEqual((await lookFurther({ ...s.facts, job }, { group: "platform" }, s.client.reads)).looked, {
    by: null,
  });
});
