import assert from "node:assert/strict";
import { test } from "node:test";
import { notePayload } from "../../../infra/twin/hooks/notePayload.ts";
import { commentStage } from "./commentStage.ts";

const command = "/penstock retry unit";

test("a comment that is changed before it is answered is not done, whoever changed it", async (t) => {
  const { comment, twin, settle, ours, retries } = await commentStage(t);
  const note = comment("/penstock help");
  await twin.deliver();
  twin.editComment(note.id, command);
  await settle();
  assert.equal(retries(), 0);
  assert.match(ours()[0]?.text ?? "", /changed after it was written/);
  assert.equal(ours().length, 1);
});

test("a comment that was changed and changed back has not the text of its author alone", async (t) => {
  const { comment, twin, clock, settle, retries } = await commentStage(t);
  const note = comment(command);
  clock.advance(1);
  twin.editComment(note.id, command);
  await settle();
  assert.equal(retries(), 0);
});

test("a command that comes by an edit is none", async (t) => {
  const { comment, twin, settle, told, ours, retries } = await commentStage(t);
  const note = comment("hello");
  await settle();
  twin.editComment(note.id, command);
  await settle();
  assert.deepEqual(told().slice(1), ['{"ignored":"only new comments are heard"}']);
  assert.deepEqual([ours().length, retries()], [0, 0]);
});

test("a comment that is deleted before it is answered is neither done nor answered", async (t) => {
  const { comment, twin, settle, ours, retries, assertNothingLeft } = await commentStage(t);
  const note = comment(command);
  await twin.deliver();
  twin.deleteComment(note.id);
  await settle();
  assert.deepEqual([ours().length, retries()], [0, 0]);
  await assertNothingLeft();
});

test("what GitLab itself notes is no command", async (t) => {
  const { say, told, retries } = await commentStage(t);
  assert.deepEqual(await say(command, "erin", { isSystem: true }), []);
  assert.deepEqual([told(), retries()], [['{"ignored":"GitLab itself wrote it"}'], 0]);
});

test("a hook that hides that GitLab wrote a comment does nothing", async (t) => {
  const { comment, twin, deliver, settle, ours, retries } = await commentStage(t);
  const note = comment(command, "erin", { isSystem: true });
  const body = notePayload(twin.world, { note: { ...note, isSystem: false }, action: "create" });
  assert.deepEqual(await deliver(body), [202, '{"heard":1}']);
  await settle();
  assert.deepEqual([ours().length, retries()], [0, 0]);
});

test("bots are never answered, and we ourselves least of all", async (t) => {
  const { say, twin, project, retries } = await commentStage(t);
  const bot = twin.addPerson({ username: "renovate", isBot: true });
  twin.world.projects.find(({ id }) => id === project.id)?.members.set(bot, "maintainer");
  for (const who of ["renovate", "penstock-says"]) {
    const before = twin.world.notes.length;
    await say(`${command}\n/penstock help\n/penstock retyr`, who);
    assert.equal(twin.world.notes.length, before + 1, who);
  }
  assert.equal(retries(), 0);
});

test("we never answer ourselves, even as a user who is no bot", async (t) => {
  const { say, twin, retries } = await commentStage(t, { isMouthBot: false });
  const before = twin.world.notes.length;
  await say(`${command}\n/penstock help`, "penstock-says");
  assert.deepEqual([twin.world.notes.length, retries()], [before + 1, 0]);
});

test("a hook that tells of another author, another text or another comment does nothing", async (t) => {
  const { comment, twin, deliver, settle, ours, retries } = await commentStage(t);
  const [byGus, byAlice] = [comment(command, "gus"), comment("nice", "alice")];
  twin.lose(2);
  await settle();
  const lies = [
    { ...byGus, person: byAlice.person },
    { ...byAlice, text: command },
    { ...byAlice, id: byAlice.id + 1000, text: command },
  ];
  for (const note of lies) {
    const [, heard] = await deliver(notePayload(twin.world, { note, action: "create" }));
    assert.equal(heard, '{"heard":1}');
  }
  await settle();
  assert.equal(retries(), 0);
  assert.ok(ours().every(({ text }) => /changed after it was written/.test(text)));
});

test("an old comment that is told again does nothing", async (t) => {
  const { comment, twin, clock, deliver, settle, ours, retries } = await commentStage(t);
  twin.lose(1);
  const note = comment(command);
  await settle();
  clock.advance(16 * 60);
  const told = notePayload(twin.world, { note, action: "create" });
  assert.deepEqual(await deliver(told), [202, '{"ignored":"the comment is older than 15 minutes"}']);
  const young = notePayload(twin.world, { note: { ...note, createdAt: clock.now() }, action: "create" });
  assert.deepEqual(await deliver(young), [202, '{"heard":1}']);
  await settle();
  assert.deepEqual([ours().length, retries()], [0, 0]);
});

test("comments on commits and snippets are not heard", async (t) => {
  const { say, told, pipeline } = await commentStage(t);
  for (const on of [{ commit: pipeline.commit.sha }, { snippet: 7 }])
    assert.deepEqual(await say("/penstock help", "erin", { on }), []);
  assert.deepEqual(new Set(told()), new Set(['{"ignored":"commands are heard in merge requests and issues only"}']));
});

test("a secret speaks for its own projects alone", async (t) => {
  const { twin, comments, settle, told, retries } = await commentStage(t, { projects: ["shop/api"] });
  const other = twin.addProject({ path: "shop/web", members: { alice: "owner" } });
  twin.addHook(other.id, comments);
  twin.comment(other.id, { text: command, by: "alice", on: { issue: 1 } });
  await settle();
  assert.deepEqual(told(), ['{"ignored":"the project is not one that this secret speaks for"}']);
  assert.equal(retries(), 0);
});

test("whoever does not know the secret is told nothing, and leaves nothing", async (t) => {
  const { comment, twin, deliver, house, assertNothingLeft } = await commentStage(t);
  twin.lose(1);
  const body = notePayload(twin.world, { note: comment(command), action: "create" });
  assert.deepEqual(await deliver(body, { "webhook-signature": "v1,AAAA" }), [401, "{}"]);
  assert.deepEqual(await deliver(body, { "webhook-timestamp": "1" }), [401, "{}"]);
  assert.deepEqual(await deliver(body, { "content-encoding": "gzip" }), [415, "{}"]);
  const plain = await fetch(`${house.url}/chat/gitlab/gitlab`, { method: "POST", body: JSON.stringify(body) });
  assert.deepEqual([plain.status, await plain.text()], [401, "{}"]);
  const elsewhere = await fetch(`${house.url}/chat/gitlab/other`, { method: "POST", body: "{}" });
  assert.equal(elsewhere.status, 404);
  await assertNothingLeft();
});

test("an authentic body that is no comment is taken and ignored", async (t) => {
  const { deliver } = await commentStage(t);
  for (const body of [{}, [], { object_kind: "pipeline" }, { object_kind: "note", object_attributes: null }]) {
    const [status, text] = await deliver(body);
    assert.equal(status, 202);
    assert.match(text, /^\{"ignored":/);
  }
});
