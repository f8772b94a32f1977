import assert from "node:assert/strict";
import { test } from "node:test";
import { readingOf } from "../../../infra/mattermost/reading.ts";
import { asksScope } from "../../../lib/app/talk/asks.ts";
import { mattermostStage } from "./mattermostStage.ts";

test("a command is answered at once, then told to who asked alone; what was planned and how it ended all hear from the bot", async (t) => {
  const s = await mattermostStage(t);
  const { alice, bob } = s.people;
  const { id, url } = s.failedJob();
  await s.say(bob, `/penstock why ${url}`);
  const [atOnce, why, ...more] = s.read(bob);
  assert.equal(atOnce, "Wait · On it.");
  assert.match(why ?? "", new RegExp(`job ${id} "build" is failed`));
  assert.deepEqual([more, s.read(alice)], [[], []]);
  await s.say(bob, `/penstock retry ${url}`);
  assert.deepEqual(s.deeds(), ["retry build"]);
  const [planned, ended, ...rest] = s.read(alice);
  assert.match(planned ?? "", /^OK · retry of job \d+ "build" is planned/);
  assert.match(ended ?? "", /^OK · retry of job \d+ "build" in shop\/web: done/);
  assert.deepEqual(rest, []);
  const said = s.mattermost.posts(s.channel.id, alice.id);
  assert.deepEqual(new Set(said.map(({ user }) => user)), new Set([s.bot.id]));
});

test("in a thread all is said in the thread, and in a direct message there", async (t) => {
  const s = await mattermostStage(t);
  const { bob } = s.people;
  const { url } = s.failedJob();
  const { post: root } = await s.mattermost.say({ user: bob.id, channel: s.channel.id, text: "it failed" });
  const inThread = { user: bob.id, channel: s.channel.id, root: root?.id ?? "" };
  await s.mattermost.say({ ...inThread, text: `/penstock retry ${url}` });
  await s.settle();
  const roots = s.mattermost.posts(s.channel.id).map((post) => post.root);
  assert.deepEqual(roots, ["", root?.id, root?.id, root?.id]);
  const direct = s.mattermost.direct(bob.id, s.bot.id);
  const alone = { user: bob.id, channel: direct.id, team: s.team.id };
  await s.mattermost.say({ ...alone, text: `/penstock why ${s.failedJob("other").url}` });
  await s.settle();
  const [, answer] = s.mattermost.posts(direct.id).map(({ message }) => readingOf(message).plain);
  assert.match(answer ?? "", /job \d+ "other" is failed/);
});

test("who is not linked is told how to be, and nothing is looked at for them", async (t) => {
  const s = await mattermostStage(t, { unlinked: ["carol"] });
  const before = s.twin.requests.length;
  await s.say(s.people.carol, `/penstock retry ${s.failedJob().url}`);
  assert.match(s.read(s.people.carol)[0] ?? "", /^No · I do not know who you are in GitLab/);
  assert.deepEqual(s.deeds(), []);
  const asked = s.twin.requests.slice(before).filter(({ path }) => path.includes("/users/"));
  assert.deepEqual(asked, []);
});

test("10 KB of text, and text that Mattermost would read, gets a short answer and no effect", async (t) => {
  const s = await mattermostStage(t);
  for (const text of [
    `retry ${"x".repeat(10_240)}`,
    "@all".repeat(2_500),
    "retry $(reboot)\n/kick bob",
    "ｒｅｔｒｙ 1",
  ]) {
    const { status } = await s.say(s.people.bob, `/penstock ${text}`);
    assert.equal(status, 200);
  }
  const answers = s.read(s.people.bob);
  assert.equal(answers.length, 4);
  for (const answer of answers) assert.ok(answer.length < 1_000, answer);
  assert.deepEqual(s.deeds(), []);
  assert.deepEqual(await s.house.store.notes(asksScope("gitlab")), []);
});

test("a job's name calls nobody, leads nowhere and is no markup, wherever it is told", async (t) => {
  const s = await mattermostStage(t);
  const name = "@all ~town-square #x **b** `c` <!channel> [y](https://evil.example) www.evil.example :tada: ![z](q)";
  const { url } = s.failedJob(name);
  for (const word of ["why", "retry"]) await s.say(s.people.bob, `/penstock ${word} ${url}`);
  assert.deepEqual(s.deeds(), [`retry ${name}`]);
  const texts = s.mattermost
    .posts(s.channel.id)
    .flatMap(({ message, attachments }) => [message, ...attachments.flatMap(({ text, fallback }) => [text, fallback])]);
  assert.ok(texts.some((text) => readingOf(text).plain.includes("~town-square")));
  for (const text of texts) {
    const { mentions, channels, hashtags, emoji, links, marks } = readingOf(text);
    assert.deepEqual([mentions, channels, hashtags, emoji], [[], [], [], []], text);
    assert.ok(links.every((link) => link.url.startsWith(s.twin.world.url)));
    assert.ok(
      marks.every((mark) => mark === "strong" || mark === "code"),
      text,
    );
  }
});

test("what may have been said is not said again; what was certainly not is, later", async (t) => {
  const s = await mattermostStage(t);
  s.mattermost.fail({ on: "POST /hooks/commands", kind: "lose" });
  await s.say(s.people.bob, `/penstock why ${s.failedJob().url}`);
  await s.pass(600);
  assert.equal(s.read(s.people.bob).length, 2);
  const tooMany = { kind: "status", status: 429, headers: { "retry-after": "40" } } as const;
  s.mattermost.fail({ on: "POST /hooks/commands", ...tooMany });
  await s.say(s.people.bob, `/penstock why ${s.failedJob().url}`);
  assert.equal(s.read(s.people.bob).length, 3);
  await s.pass(60);
  assert.equal(s.read(s.people.bob).length, 4);
});
