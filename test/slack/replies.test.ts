import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { readAloud } from "../../infra/slack/look.ts";
import { button, openSlack } from "./opened.ts";

/** A Slack in which a command was said; its response URL. */
async function asked(t: TestContext) {
  const opened = await openSlack(t);
  await opened.slack.say(opened.alice, opened.deploys, "/penstock help");
  const url = opened.form().get("response_url") ?? "";
  return { ...opened, url };
}

test("a response URL takes five answers, seen by who asked unless they are for the channel", async (t) => {
  const { send, url, slack, alice, bob, deploys } = await asked(t);
  assert.deepEqual([(await send(url, { text: "1" }, "")).text], ["ok"]);
  await send(url, { text: "2", response_type: "in_channel", thread_ts: "1.000001" }, "");
  for (const text of ["3", "4", "5"]) assert.equal((await send(url, { text }, "")).status, 200);
  const sixth = await send(url, { text: "6" }, "");
  assert.deepEqual([sixth.status, sixth.error], [404, "used_url"]);
  assert.equal(slack.seen(alice, deploys).length, 5);
  assert.deepEqual(
    slack.seen(bob, deploys).map(({ text, thread }) => [text, thread]),
    [["2", "1.000001"]],
  );
});

test("it takes none after half an hour", async (t) => {
  const { send, url, clock } = await asked(t);
  clock.advance(30 * 60 - 1);
  assert.equal((await send(url, { text: "x" }, "")).status, 200);
  clock.advance(1);
  const late = await send(url, { text: "x" }, "");
  assert.deepEqual([late.status, late.error], [404, "expired_url"]);
});

test("what Slack cannot show is refused, and takes no turn", async (t) => {
  const { send, url, slack } = await asked(t);
  for (const body of [{}, [], { blocks: [{ type: "cloud" }] }]) assert.equal((await send(url, body, "")).status, 400);
  for (let times = 0; times < 5; times++) assert.equal((await send(url, { text: "x" }, "")).status, 200);
  assert.equal(slack.world.messages.length, 5);
});

test("an address that was never given takes nothing", async (t) => {
  const { send, served } = await asked(t);
  assert.equal((await send(`${served.url}/commands/T1/other`, { text: "x" }, "")).status, 404);
  assert.equal((await send(`${served.url}/elsewhere`, { text: "x" }, "")).status, 404);
});

test("an answer to a click may take the message's place", async (t) => {
  const { slack, alice, deploys, call, send, form } = await asked(t);
  await call("chat.postMessage", { channel: deploys.id, text: "a gate", blocks: [button()] });
  const message = slack.world.messages.at(-1);
  assert.ok(message);
  await slack.click(alice, message, 0);
  const { response_url: url } = JSON.parse(form().get("payload") ?? "");
  await send(url, { text: "for you" }, "");
  await send(url, { text: "done", replace_original: true }, "");
  assert.deepEqual(slack.world.messages.map(readAloud), ["done", "for you"]);
});

test("faults come as often as they were ordered, where they were ordered", async (t) => {
  const { slack, call, send, url, deploys } = await asked(t);
  const post = () => call("chat.postMessage", { channel: deploys.id, text: "x" });
  slack.faults.add("error", "chat.postMessage", 2);
  slack.faults.add("resetAfter", "reply");
  assert.equal((await post()).status, 500);
  assert.equal((await post()).status, 500);
  assert.equal((await post()).ok, true);
  await assert.rejects(send(url, { text: "x" }, ""));
  assert.equal(slack.world.messages.length, 2);
  slack.faults.add("reset", "reply");
  await assert.rejects(send(url, { text: "x" }, ""));
  slack.faults.add("nonsense", "reply");
  assert.match(String((await send(url, { text: "x" }, "")).text), /<html>/);
  assert.equal(slack.world.messages.length, 3);
});
