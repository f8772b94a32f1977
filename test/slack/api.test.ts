import assert from "node:assert/strict";
import { test } from "node:test";
import { callsOf, readAloud } from "../../infra/slack/look.ts";
import { button, openSlack, section } from "./opened.ts";

test("only who knows the bot's token calls a method, and only a method that there is", async (t) => {
  const { call, slack } = await openSlack(t);
  assert.equal((await call("auth.test", {})).team_id, slack.world.workspace);
  assert.equal((await call("auth.test", {}, "xoxb-other")).error, "invalid_auth");
  assert.equal((await call("auth.test", {}, "")).error, "not_authed");
  assert.equal((await call("admin.users.list", {})).error, "unknown_method");
  assert.equal((await call("toString", {})).error, "unknown_method");
});

test("the bot posts where it is, and nowhere else", async (t) => {
  const { call, slack } = await openSlack(t);
  const open = slack.addChannel("open", { hasBot: false });
  const hidden = slack.addChannel("hidden", { hasBot: false, isPrivate: true });
  assert.equal((await call("chat.postMessage", { channel: open.id, text: "x" })).error, "not_in_channel");
  assert.equal((await call("chat.postMessage", { channel: hidden.id, text: "x" })).error, "channel_not_found");
  assert.equal((await call("chat.postMessage", { channel: "C999", text: "x" })).error, "channel_not_found");
  assert.deepEqual(slack.world.messages, []);
});

test("an ephemeral message is seen by one member alone, and cannot be changed", async (t) => {
  const { call, slack, alice, bob, deploys } = await openSlack(t);
  const eve = slack.addUser("eve");
  const channel = deploys.id;
  assert.equal((await call("chat.postEphemeral", { channel, user: eve.id, text: "x" })).error, "user_not_in_channel");
  const { message_ts: ts } = await call("chat.postEphemeral", { channel, user: alice.id, text: "psst" });
  assert.deepEqual(slack.seen(alice, deploys).map(readAloud), ["psst"]);
  assert.deepEqual(slack.seen(bob, deploys), []);
  assert.equal((await call("chat.update", { channel, ts, text: "y" })).error, "message_not_found");
});

test("a message is changed in its place, in its thread", async (t) => {
  const { call, slack, alice, deploys } = await openSlack(t);
  const channel = deploys.id;
  const { ts } = await call("chat.postMessage", { channel, text: "one", thread_ts: "1.000001" });
  assert.equal((await call("chat.update", { channel, ts, text: "two" })).ok, true);
  const [message] = slack.seen(alice, deploys);
  assert.deepEqual([message?.text, message?.isEdited, message?.thread], ["two", true, "1.000001"]);
  assert.equal((await call("chat.update", { channel, ts: "9.000009", text: "x" })).error, "message_not_found");
});

const text = (value: string, type = "plain_text") => ({ text: { type, text: value } });
const rich = (element: unknown) => ({
  type: "rich_text",
  elements: [{ type: "rich_text_section", elements: [element] }],
});

const wrong: Readonly<Record<string, readonly unknown[]>> = {
  "51 blocks": Array.from({ length: 51 }, () => section("x")),
  "a kind that is none": [{ type: "cloud" }],
  "a block that is no object": ["section"],
  "an empty text": [section("")],
  "a text of 3,001 characters": [section("x".repeat(3_001))],
  "a label of 76 characters": [button(text("x".repeat(76)))],
  "a label with markup": [button(text("x", "mrkdwn"))],
  "a value of 2,001 characters": [button({ value: "x".repeat(2_001) })],
  "an action id of 256 characters": [button({ action_id: "x".repeat(256) })],
  "a style that is none": [button({ style: "blue" })],
  "an action id twice": [button(), button()],
  "26 buttons in a row": [
    { type: "actions", elements: Array.from({ length: 26 }, (_, at) => button({ action_id: `${at}` }).elements[0]) },
  ],
  "no buttons in a row": [{ type: "actions", elements: [] }],
  "an empty piece of rich text": [rich({ type: "text", text: "" })],
  "a link to nowhere": [rich({ type: "link", url: "nowhere" })],
  "a piece that is none": [rich({ type: "script", text: "x" })],
  "rich text without anything in it": [{ type: "rich_text", elements: [] }],
};

for (const [name, blocks] of Object.entries(wrong))
  test(`Slack refuses ${name}`, async (t) => {
    const { call, deploys, slack } = await openSlack(t);
    const said = await call("chat.postMessage", { channel: deploys.id, text: "x", blocks });
    assert.deepEqual([said.ok, said.error], [false, "invalid_blocks"]);
    assert.deepEqual(slack.world.messages, []);
  });

test("Slack takes what is just within its limits, and nothing that says nothing", async (t) => {
  const { call, deploys } = await openSlack(t, { burst: false });
  const channel = deploys.id;
  const full = [section("x".repeat(3_000)), button({ ...text("x".repeat(75)), value: "v".repeat(2_000) })];
  assert.equal((await call("chat.postMessage", { channel, text: "", blocks: full })).ok, true);
  assert.equal((await call("chat.postMessage", { channel, text: "" })).error, "no_text");
  const wall = Array.from({ length: 12 }, () => section("x".repeat(3_000)));
  assert.equal((await call("chat.postMessage", { channel, blocks: wall })).error, "msg_blocks_too_long");
});

test("a channel takes a few messages at once, then one a second, and another channel is another", async (t) => {
  const { call, slack, deploys, clock } = await openSlack(t, { burst: 2 });
  const other = slack.addChannel("other");
  const post = (channel = deploys.id) => call("chat.postMessage", { channel, text: "x" });
  await post();
  await post();
  const third = await post();
  assert.deepEqual([third.status, third.error, third.wait], [429, "ratelimited", "1"]);
  assert.equal((await post(other.id)).ok, true);
  clock.advance(1);
  assert.equal((await post()).ok, true);
  assert.equal((await post()).error, "ratelimited");
  assert.equal(slack.world.messages.length, 4);
});

test("whom a message calls is seen: by elements of their own, and by markup where it is read", async (t) => {
  const { call, slack, deploys } = await openSlack(t, { burst: false });
  const channel = deploys.id;
  const calling: readonly (readonly [unknown, readonly string[]])[] = [
    [{ text: "<!channel> and <@U1|al>" }, ["!channel", "@U1"].map((name) => name.slice(1))],
    [{ text: "x", blocks: [section("<!here>")] }, ["here"]],
    [{ text: "x", blocks: [rich({ type: "broadcast", range: "everyone" })] }, ["everyone"]],
    [{ text: "x", blocks: [rich({ type: "user", user_id: "U1" })] }, ["U1"]],
    [{ text: "&lt;!channel&gt;", blocks: [rich({ type: "text", text: "<!channel>" })] }, []],
  ];
  for (const [body, whom] of calling) {
    await call("chat.postMessage", { channel, ...(body as object) });
    const message = slack.world.messages.at(-1);
    assert.deepEqual(message && callsOf(message), whom);
  }
});

test("the state tells a page what there is, with buttons", async (t) => {
  const { call, slack, deploys, alice } = await openSlack(t);
  await call("chat.postMessage", { channel: deploys.id, text: "x", blocks: [button({ style: "primary" })] });
  const { channels, users, workspace } = slack.state();
  assert.equal(workspace, slack.world.workspace);
  assert.ok(users.some(({ id }) => id === alice.id));
  const [channel] = channels;
  assert.deepEqual([channel?.name, channel?.members.length], ["deploys", 2]);
  const [found] = channel?.messages[0]?.buttons ?? [];
  assert.deepEqual([found?.label, found?.style, found?.value], ["Go", "primary", "v"]);
});
