import assert from "node:assert/strict";
import { test } from "node:test";
import { asksScope } from "../../../lib/app/talk/asks.ts";
import { linkKey } from "../../../lib/app/talk/links.ts";
import { type TalkStage, talkStage, userOf } from "./talkStage.ts";

const asks = async (s: TalkStage) => (await s.house.store.notes(asksScope("gitlab"))).length;

test("while GitLab is down nothing is answered; once it is back the word is done, once", async (t) => {
  const s = await talkStage(t);
  const job = s.jobThat("failed");
  s.twin.faultNext({ kind: "500before", method: "GET", count: 20 });
  assert.deepEqual(await s.say("erin", `retry ${job.url}`), []);
  s.twin.faults.clear();
  const from = s.posts.length;
  await s.pass(180);
  assert.deepEqual(s.deeds(), ["retry build"]);
  assert.equal(s.posts.slice(from).length, 2);
});

test("a GitLab that stays down is told after four tries, and nothing is done later", async (t) => {
  const s = await talkStage(t);
  const job = s.jobThat("failed");
  const fault = s.twin.faultNext({ kind: "500before", method: "GET", count: "all" });
  await s.tell("erin", `retry ${job.url}`);
  await s.pass(300);
  assert.deepEqual(
    s.posts.map(({ heard }) => heard.text),
    ["I could not do that: GitLab does not answer. Say it again later; nothing is done twice."],
  );
  s.twin.faults.clear(fault);
  await s.pass(300);
  assert.deepEqual([s.deeds(), await s.tasks(), await asks(s)], [[], [], 0]);
});

test("no look is taken from a rate budget that is used up, and the word is done once there is room", async (t) => {
  const s = await talkStage(t);
  const job = s.jobThat("failed");
  s.twin.world.settings.limits = { api: { requests: 2 } };
  assert.deepEqual(await s.say("erin", `retry ${job.url}`), []);
  assert.deepEqual(await s.tasks(), []);
  s.twin.world.settings.limits = {};
  await s.pass(180);
  assert.deepEqual(s.deeds(), ["retry build"]);
});

test("a word that is older than five minutes when it is first answered is not done", async (t) => {
  const s = await talkStage(t);
  const job = s.jobThat("failed");
  await s.tell("erin", `retry ${job.url}`);
  await s.tell("erin", "status");
  s.clock.advance(301);
  await s.settle();
  assert.deepEqual(
    s.posts.map(({ heard }) => heard.text),
    [
      "That was asked more than 5 minutes ago, so I did nothing. Say it again.",
      "That was asked more than 5 minutes ago, so I did nothing. Say it again.",
    ],
  );
  assert.deepEqual([s.deeds(), await s.tasks(), await asks(s)], [[], [], 0]);
});

test("who is blocked in GitLab has no word, and no link any more", async (t) => {
  const s = await talkStage(t);
  const job = s.jobThat("failed");
  const erin = s.twin.world.people.find(({ username }) => username === "erin");
  assert.ok(erin);
  erin.state = "blocked";
  const [heard] = await s.say("erin", `retry ${job.url}`);
  assert.deepEqual([heard?.text, heard?.onlyFor], ["Your user in GitLab is blocked.", "UERIN"]);
  const link = linkKey("gitlab", { provider: "slack", team: "T1", user: userOf("erin") });
  assert.deepEqual([s.deeds(), await s.tasks(), await s.house.store.note(link)], [[], [], undefined]);
});

test("a person who was renamed keeps their rights, and whoever takes the old name gets none", async (t) => {
  const s = await talkStage(t);
  const job = s.jobThat("failed");
  const erin = s.twin.world.people.find(({ username }) => username === "erin");
  assert.ok(erin);
  Object.assign(erin, { username: "erin-married" });
  s.twin.addPerson({ username: "erin" });
  const [heard] = await s.say("erin", `retry ${job.url}`);
  assert.match(heard?.text ?? "", /asked for by @erin-married/);
  assert.deepEqual(s.deeds(), ["retry build"]);
  s.project.members.delete(erin);
  const [no] = await s.say("erin", `retry ${s.jobThat("failed").url}`);
  assert.match(no?.text ?? "", /is not there, or it is not watched/);
});

test("an ask that nobody can read is dropped, and the others are answered", async (t) => {
  const s = await talkStage(t);
  const job = s.jobThat("failed");
  const note = { scope: asksScope("gitlab"), key: "broken" };
  await s.house.store.commit([{ note, value: "{", seen: undefined }]);
  await s.say("erin", `retry ${job.url}`);
  assert.deepEqual([s.deeds(), await s.house.store.note(note)], [["retry build"], undefined]);
});
