import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { test } from "node:test";
import { hosted, post } from "./hosted.ts";

const action = (url: string) => ({
  id: "yes",
  name: "Yes",
  integration: { url, context: { secret: "only the server knows" } },
});

test("a bot posts where it is a member, in threads that are there, and no more than a post holds", async (t) => {
  const s = await hosted(t);
  const url = `${s.url}/api/v4/posts`;
  const say = async (more: object, token = s.bot.token) =>
    (await post(url, { channel_id: s.channel.id, message: "x", ...more }, token)).status;
  assert.equal(await say({}), 201);
  assert.equal(await say({}, "nobody"), 401);
  assert.equal(await say({ channel_id: "elsewhere" }), 403);
  assert.equal(await say({ root_id: "qmd5oqtwoibz8cuzxzg5ekshgr" }), 400);
  assert.equal(await say({ message: "x".repeat(16_383) }), 201);
  assert.equal(await say({ message: "x".repeat(16_384) }), 400);
});

test("only a bot with a system admin's rights says what one person sees, and nobody can change that", async (t) => {
  const s = await hosted(t);
  const admin = s.mattermost.addBot("admin", { isAdmin: true });
  const url = `${s.url}/api/v4/posts/ephemeral`;
  const body = { user_id: s.alice.id, post: { channel_id: s.channel.id, message: "psst" } };
  assert.equal((await post(url, body, s.bot.token)).status, 403);
  const said = await post(url, body, admin.token);
  assert.equal(said.status, 201);
  assert.deepEqual([s.seenBy(s.alice), s.seenBy(s.bob)], [["psst"], []]);
  const { id } = JSON.parse(said.body);
  assert.equal((await post(`${s.url}/api/v4/posts/${id}/patch`, { message: "y" }, admin.token, "PUT")).status, 403);
});

test("a bot changes its own posts alone", async (t) => {
  const s = await hosted(t);
  const { body } = await post(`${s.url}/api/v4/posts`, { channel_id: s.channel.id, message: "x" }, s.bot.token);
  const { post: hers } = await s.say("mine");
  const patch = async (id: string) =>
    (await post(`${s.url}/api/v4/posts/${id}/patch`, { message: "y" }, s.bot.token, "PUT")).status;
  assert.equal(await patch(JSON.parse(body).id), 200);
  assert.equal(await patch(hers?.id ?? ""), 403);
  assert.deepEqual(s.seenBy(s.bob), ["y", "mine"]);
});

test("what a button sends is told to its integration and to no client", async (t) => {
  const s = await hosted(t);
  const props = { attachments: [{ text: "?", actions: [action(s.integrationUrl)] }] };
  const url = `${s.url}/api/v4/posts`;
  const { body } = await post(url, { channel_id: s.channel.id, message: "", props }, s.bot.token);
  assert.doesNotMatch(body, /only the server knows|integration/);
  assert.doesNotMatch(JSON.stringify(s.mattermost.state(s.alice.id)), /only the server knows|"integration"/);
  assert.doesNotMatch(JSON.stringify(s.mattermost.state()), new RegExp(`${s.bot.token}|${s.command.token}`));
  s.answer({ update: { message: "done" }, ephemeral_text: "thanks" });
  await s.mattermost.click({ user: s.bob.id, post: JSON.parse(body).id, button: "Yes" });
  const sent = JSON.parse(s.came[0]?.body ?? "");
  assert.deepEqual(sent.context, { secret: "only the server knows" });
  assert.deepEqual([sent.user_id, sent.team_id, sent.channel_id], [s.bob.id, s.team.id, s.channel.id]);
  assert.deepEqual([s.seenBy(s.alice), s.seenBy(s.bob)], [["done"], ["done", "thanks"]]);
});

test("who does not see a button cannot click it", async (t) => {
  const s = await hosted(t);
  s.answer({ text: "?", attachments: [{ actions: [action(s.integrationUrl)] }] });
  await s.say("/penstock a");
  const [mine] = s.mattermost.posts(s.channel.id, s.alice.id);
  const { trouble } = await s.mattermost.click({ user: s.bob.id, post: mine?.id ?? "", button: "yes" });
  assert.equal(trouble, "you do not see that button");
  const carol = s.mattermost.addUser("carol");
  assert.ok((await s.mattermost.click({ user: carol.id, post: mine?.id ?? "", button: "yes" })).trouble);
  assert.equal(s.came.length, 1);
});

test("a trigger is signed with the key that everybody may read", async (t) => {
  const s = await hosted(t);
  await s.say("/penstock a");
  const form = new URLSearchParams(s.came[0]?.body);
  assert.equal(s.came[0]?.headers.authorization, `Token ${form.get("token")}`);
  const [id, user, at, signature] = Buffer.from(form.get("trigger_id") ?? "", "base64")
    .toString()
    .split(":");
  assert.deepEqual([user, Number(at)], [s.alice.id, s.clock.now()]);
  const told = await (await fetch(`${s.url}/api/v4/config/client?format=old`)).json();
  const { AsymmetricSigningPublicKey: text } = told as { AsymmetricSigningPublicKey: string };
  assert.equal(text, s.mattermost.signingKey);
  const key = createPublicKey({ key: Buffer.from(text, "base64"), format: "der", type: "spki" });
  const data = Buffer.from(`${id}:${user}:${at}:`);
  assert.ok(verify("sha256", data, { key, dsaEncoding: "der" }, Buffer.from(signature ?? "", "base64")));
});

test("two people have one direct channel, of no team, that the bot may open", async (t) => {
  const s = await hosted(t);
  const url = `${s.url}/api/v4/channels/direct`;
  const first = await post(url, [s.bot.id, s.alice.id], s.bot.token);
  const again = await post(url, [s.alice.id, s.bot.id], s.bot.token);
  assert.deepEqual([first.status, first.body], [201, again.body]);
  assert.equal((await post(url, [s.alice.id, s.bob.id], s.bot.token)).status, 403);
  assert.equal(s.mattermost.direct(s.bot.id, s.alice.id).team, "");
});
