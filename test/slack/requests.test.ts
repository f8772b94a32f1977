import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { readAloud } from "../../infra/slack/look.ts";
import { button, openSlack, signingSecret } from "./opened.ts";

test("a command is a signed form with all that Slack tells of it", async (t) => {
  const { slack, alice, deploys, app, form, served, clock } = await openSlack(t);
  await slack.say(alice, deploys, "/penstock retry  it now");
  const seen = app.seen[0];
  assert.equal(seen?.headers["content-type"], "application/x-www-form-urlencoded");
  assert.equal(seen?.headers["x-slack-request-timestamp"], String(clock.now() / 1000));
  const base = `v0:${clock.now() / 1000}:${seen?.body}`;
  const mac = createHmac("sha256", signingSecret).update(base).digest("hex");
  assert.equal(seen?.headers["x-slack-signature"], `v0=${mac}`);
  const told = form();
  assert.equal(told.get("command"), "/penstock");
  assert.equal(told.get("text"), "retry  it now");
  assert.deepEqual(
    [told.get("user_id"), told.get("channel_id"), told.get("team_id")],
    [alice.id, deploys.id, slack.world.workspace],
  );
  assert.ok(told.get("response_url")?.startsWith(`${served.url}/commands/`));
  assert.match(told.get("trigger_id") ?? "", /^\d+\.\d+\.[0-9a-f]{32}$/);
});

test("what the app answers a command is seen by who said it alone, unless it is for the channel", async (t) => {
  const { slack, alice, bob, deploys, said } = await openSlack(t);
  said.answer = { status: 200, body: '{"text":"yours"}' };
  await slack.say(alice, deploys, "/penstock help");
  said.answer = { status: 200, body: '{"response_type":"in_channel","text":"everybody\'s"}' };
  await slack.say(alice, deploys, "/penstock help");
  said.answer = { status: 200, type: "text/plain", body: "plain" };
  await slack.say(alice, deploys, "/penstock help");
  assert.deepEqual(slack.seen(alice, deploys).map(readAloud), ["yours", "everybody's", "plain"]);
  assert.deepEqual(slack.seen(bob, deploys).map(readAloud), ["everybody's"]);
});

const failures = [
  { answer: { status: 500 }, shown: "http_service_error" },
  { answer: { status: 401 }, shown: "http_client_error" },
  { answer: { status: 302 }, shown: "http_client_error" },
  { answer: { status: 200, body: "{no json" }, shown: "invalid_payload" },
  { answer: { status: 200, body: '{"blocks":[{"type":"cloud"}]}' }, shown: "invalid_blocks" },
  { answer: "never" as const, shown: "operation_timeout" },
];

for (const { answer, shown } of failures)
  test(`a command whose app answers ${JSON.stringify(answer)} fails with ${shown}`, async (t) => {
    const { slack, alice, deploys, said } = await openSlack(t, { timeoutMillis: 300 });
    said.answer = answer;
    const delivery = await slack.say(alice, deploys, "/penstock help");
    assert.equal(delivery.shown?.text, `/penstock failed with the error "${shown}"`);
    assert.equal(delivery.shown?.by, "slack");
  });

test("an app that is not there is dispatch_failed", async (t) => {
  const { slack, alice, deploys } = await openSlack(t, { requestUrl: "http://127.0.0.1:1/" });
  const { answered } = await slack.say(alice, deploys, "/penstock help");
  assert.deepEqual(answered, { error: "dispatch_failed" });
});

test("a click tells the message, the button and its value; nothing of its answer is shown", async (t) => {
  const { slack, alice, deploys, call, form, said } = await openSlack(t);
  await call("chat.postMessage", { channel: deploys.id, text: "a gate", blocks: [button({ value: "token-1" })] });
  const [message] = slack.seen(alice, deploys);
  assert.ok(message);
  said.answer = { status: 200, body: '{"text":"not seen"}' };
  await slack.click(alice, message, "Go");
  const payload = JSON.parse(form().get("payload") ?? "");
  assert.equal(payload.type, "block_actions");
  assert.equal(payload.user.id, alice.id);
  assert.equal(payload.container.message_ts, message.ts);
  assert.equal(payload.message.ts, message.ts);
  assert.deepEqual([payload.actions[0].action_id, payload.actions[0].value], ["a", "token-1"]);
  assert.equal(slack.seen(alice, deploys).length, 1);
  await assert.rejects(slack.click(alice, message, "Stop"), /no button Stop/);
});

test("of what one person alone sees, a click tells no message", async (t) => {
  const { slack, alice, deploys, form, said } = await openSlack(t);
  said.answer = { status: 200, body: JSON.stringify({ text: "x", blocks: [button()] }) };
  const { shown } = await slack.say(alice, deploys, "/penstock help");
  assert.ok(shown);
  await slack.click(alice, shown, 0);
  const payload = JSON.parse(form().get("payload") ?? "");
  assert.equal(payload.message, undefined);
  assert.equal(payload.container.is_ephemeral, true);
});

test("a retry is the same body, signed anew, with its number; a replay is the same request", async (t) => {
  const { slack, alice, deploys, app, clock } = await openSlack(t);
  const delivery = await slack.say(alice, deploys, "/penstock help");
  clock.advance(60);
  await slack.again(delivery);
  await slack.again(delivery, "asItWas");
  const [first, retried, replayed] = app.seen;
  assert.equal(retried?.body, first?.body);
  assert.equal(retried?.headers["x-slack-retry-num"], "1");
  assert.notEqual(retried?.headers["x-slack-signature"], first?.headers["x-slack-signature"]);
  assert.equal(replayed?.body, first?.body);
  assert.equal(replayed?.headers["x-slack-signature"], first?.headers["x-slack-signature"]);
});

test("a person of another workspace is told as one, and what is tampered with is as it was wished", async (t) => {
  const { slack, deploys, alice, call, form, app, clock } = await openSlack(t);
  const eve = slack.addUser("eve", "T0ELSEWHERE");
  await slack.say(eve, deploys, "/penstock help");
  assert.equal(form().get("team_id"), "T0ELSEWHERE");
  await call("chat.postMessage", { channel: deploys.id, text: "x", blocks: [button()] });
  const [message] = slack.world.messages.slice(-1);
  assert.ok(message);
  await slack.click(eve, message, 0);
  const { team, user } = JSON.parse(form().get("payload") ?? "");
  assert.deepEqual([team.id, user.team_id], [slack.world.workspace, "T0ELSEWHERE"]);
  const headers = { "x-slack-signature": "" };
  await slack.say(alice, deploys, "/penstock x", {
    ageSeconds: 400,
    workspace: "T9",
    body: (it) => `${it}&a=b`,
    headers,
  });
  assert.equal(app.seen.at(-1)?.headers["x-slack-signature"], undefined);
  assert.equal(app.seen.at(-1)?.headers["x-slack-request-timestamp"], String(clock.now() / 1000 - 400));
  assert.deepEqual([form().get("team_id"), form().get("a")], ["T9", "b"]);
});
