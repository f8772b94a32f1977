import assert from "node:assert/strict";
import { test } from "node:test";
import { readAloud } from "../../../infra/slack/look.ts";
import { slackMouth } from "../../../lib/chat/slack/mouth.ts";
import { sentence } from "../../../lib/core/message.ts";
import { serve } from "../../gitlab/server.ts";
import { now, settings } from "./knocking.ts";
import { openMouth } from "./speaking.ts";

const hello = sentence("ok", "hello");
const nobody = { id: "U000", name: "nobody", team: "T1" };

test("what everybody may see the bot says, in the thread that asked, and tells where", async (t) => {
  const { mouth, slack, place, deploys } = await openMouth(t);
  const sent = await mouth.send({ ...place, thread: "1548261231.000200" }, hello);
  const [message] = slack.world.messages;
  assert.deepEqual(sent, { kind: "sent", ref: `${deploys.id}:${message?.ts}` });
  assert.equal(message?.thread, "1548261231.000200");
  assert.equal(message?.onlyFor, undefined);
});

test("what was said is changed in its place", async (t) => {
  const { mouth, slack, place } = await openMouth(t);
  const sent = await mouth.send(place, sentence("wait", "a gate waits"));
  assert.ok(sent.kind === "sent" && sent.ref !== undefined);
  const changed = await mouth.change(place, sent.ref, sentence("ok", "it is open"));
  assert.deepEqual(changed, sent);
  assert.deepEqual(slack.world.messages.map(readAloud), [":white_check_mark: it is open"]);
});

test("a message of another place, or one that is no message of Slack's, is not changed", async (t) => {
  const { mouth, slack, place, deploys } = await openMouth(t);
  for (const ref of ["C999:1548261231.000200", "nonsense", `${deploys.id}:1;2`, ""])
    assert.equal((await mouth.change(place, ref, hello)).kind, "refused", ref);
  const other = slack.addChannel("other");
  const said = await mouth.send({ ...place, channel: other.id }, sentence("wait", "a gate waits"));
  assert.ok(said.kind === "sent" && said.ref !== undefined);
  assert.equal((await mouth.change(place, said.ref, hello)).kind, "refused");
  assert.deepEqual(slack.world.messages.map(readAloud), [":hourglass_flowing_sand: a gate waits"]);
  const gone = await mouth.change(place, `${deploys.id}:1548261231.000200`, hello);
  assert.ok(gone.kind === "refused" && /message_not_found: the message is gone/.test(gone.why));
});

test("what one person alone sees goes to the address of what they asked, though the bot is not there", async (t) => {
  const { mouth, slack, deploys, alice, replied } = await openMouth(t, { hasBot: false });
  assert.deepEqual(await mouth.send({ ...replied(), onlyFor: alice.id }, hello), { kind: "sent" });
  assert.deepEqual(slack.seen(alice, deploys).map(readAloud), [":white_check_mark: hello"]);
  assert.deepEqual(slack.seen(nobody, deploys), []);
});

test("once the address takes no more, the bot tells that person", async (t) => {
  const { mouth, slack, deploys, alice, replied } = await openMouth(t);
  const place = { ...replied(), onlyFor: alice.id };
  for (let times = 0; times < 7; times++) assert.equal((await mouth.send(place, hello)).kind, "sent");
  assert.equal([...slack.world.replies.values()][0]?.uses, 5);
  assert.equal(slack.seen(alice, deploys).length, 7);
  assert.deepEqual(slack.seen(nobody, deploys), []);
});

test("after half an hour the address is not asked any more", async (t) => {
  const { mouth, slack, clock, alice, replied } = await openMouth(t);
  const place = { ...replied(), onlyFor: alice.id };
  clock.advance(30 * 60);
  assert.equal((await mouth.send(place, hello)).kind, "sent");
  assert.equal([...slack.world.replies.values()][0]?.uses, 0);
});

test("where the bot is not in the channel, everybody hears it by the address that asked", async (t) => {
  const { mouth, slack, deploys, replied } = await openMouth(t, { hasBot: false });
  assert.deepEqual(await mouth.send(replied(), hello), { kind: "sent" });
  assert.equal(slack.seen(nobody, deploys).length, 1);
});

test("without a bot Penstock only answers, five times and for half an hour, and says why not then", async (t) => {
  const { mouth, slack, clock, place, replied } = await openMouth(t, { token: null });
  const there = replied();
  for (let times = 0; times < 5; times++) assert.equal((await mouth.send(there, hello)).kind, "sent");
  const sixth = await mouth.send(there, hello);
  assert.ok(sixth.kind === "refused" && /used_url: it took its five answers/.test(sixth.why));
  const late = replied();
  clock.advance(31 * 60);
  for (const where of [late, place]) {
    const sent = await mouth.send(where, hello);
    assert.ok(sent.kind === "refused" && /no bot token/.test(sent.why));
  }
  assert.equal(slack.world.messages.length, 5);
});

test("an address that is not allowed gets nothing, even from our own table", async (t) => {
  const seen = await serve(t, (_, response) => response.end("ok"));
  const { mouth, slack, place, clock } = await openMouth(t, { token: null });
  const reply = { url: `${seen.url}/commands/T1/x`, until: clock.now() + 60_000 };
  assert.equal((await mouth.send({ ...place, reply }, hello)).kind, "refused");
  assert.deepEqual(seen.seen, []);
  assert.deepEqual(slack.world.messages, []);
});

test("what Slack refuses is told with its word and what to do", async (t) => {
  const { mouth, place } = await openMouth(t, { hasBot: false });
  const sent = await mouth.send(place, hello);
  assert.ok(sent.kind === "refused" && sent.retryAfterSeconds === undefined);
  assert.match(sent.why, /not_in_channel: invite the app/);
  const { mouth: other, place: there } = await openMouth(t, { token: "xoxb-wrong" });
  const denied = await other.send(there, hello);
  assert.ok(denied.kind === "refused" && /invalid_auth: set a bot token/.test(denied.why));
  assert.doesNotMatch(JSON.stringify([sent, denied]), /xoxb-(0|wrong)/);
});

test("a channel that takes no more for now says when it does, and the message is not said elsewhere", async (t) => {
  const { mouth, slack, clock, replied } = await openMouth(t, { burst: 1 });
  const place = replied();
  assert.equal((await mouth.send(place, hello)).kind, "sent");
  const sent = await mouth.send(place, hello);
  assert.ok(sent.kind === "refused" && sent.retryAfterSeconds === 1);
  assert.equal(slack.world.messages.length, 1);
  clock.advance(1);
  assert.equal((await mouth.send(place, hello)).kind, "sent");
});

test("nowhere but at Slack, and for no place that is not Slack's", async (t) => {
  const { mouth, place } = await openMouth(t);
  assert.equal((await mouth.send({ ...place, provider: "mattermost" }, hello)).kind, "refused");
});

test("the address of the API is https, or of this machine", () => {
  for (const apiUrl of ["http://slack.example/api", "slack.com/api", "https://u:p@slack.com/api", "ftp://slack.com"])
    assert.throws(() => slackMouth({ ...settings, apiUrl, clock: () => now }), /leave it away/, apiUrl);
});
