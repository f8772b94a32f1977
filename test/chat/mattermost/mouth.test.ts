import assert from "node:assert/strict";
import { test } from "node:test";
import { readingOf } from "../../../infra/mattermost/reading.ts";
import { mattermostMouth } from "../../../lib/chat/mattermost/mouth.ts";
import { type Message, sentence } from "../../../lib/core/message.ts";
import { ids } from "./knocking.ts";
import { speaking, withoutBot } from "./speaking.ts";

const hello = sentence("ok", "hello");
const waits: Message = { ...sentence("wait", "deploy waits"), buttons: [{ label: "Approve", token: "a-token" }] };

test("what everybody may see the bot says, in the thread that asked, and can say otherwise later", async (t) => {
  const s = await speaking(t);
  const { post: root } = await s.mattermost.say({ user: s.alice.id, channel: s.channel.id, text: "deploy?" });
  const place = { ...s.place, thread: root?.id ?? "" };
  const sent = await s.mouth.send(place, waits);
  assert.ok(sent.kind === "sent" && sent.ref !== undefined);
  const [, said] = s.seen();
  assert.deepEqual([said?.id, said?.user, said?.root], [sent.ref, s.bot.id, root?.id]);
  assert.equal(said?.attachments[0]?.actions.length, 1);
  assert.deepEqual(await s.mouth.change(place, sent.ref, hello), { kind: "sent", ref: sent.ref });
  const [, changed] = s.seen();
  assert.equal(readingOf(changed?.message ?? "").plain, "OK · hello");
  assert.deepEqual(changed?.attachments, []);
});

test("what one person alone sees goes to the response URL of what they asked", async (t) => {
  const s = await speaking(t);
  assert.deepEqual(await s.mouth.send({ ...s.replying(), onlyFor: s.alice.id }, hello), { kind: "sent" });
  assert.deepEqual(s.seen(), []);
  assert.deepEqual(
    s.seen(s.alice).map(({ onlyFor }) => onlyFor),
    [s.alice.id],
  );
  assert.ok(s.mattermost.requests.every(({ authorization }) => authorization === ""));
});

test("after five answers, and after half an hour, the bot says it to them alone", async (t) => {
  const s = await speaking(t, { isAdmin: true });
  const place = { ...s.replying(), onlyFor: s.alice.id };
  for (let count = 0; count < 6; count++) assert.equal((await s.mouth.send(place, hello)).kind, "sent");
  const later = { ...s.replying(), onlyFor: s.alice.id };
  s.clock.advance(30 * 60);
  assert.equal((await s.mouth.send(later, hello)).kind, "sent");
  assert.deepEqual(
    s.seen(s.alice).map(({ user }) => (user === s.bot.id ? "bot" : "answer")),
    [...Array(5).fill("answer"), "bot", "bot"],
  );
  // the sixth is tried there, since only the server counts; after half an hour nothing is
  assert.equal(s.mattermost.requests.filter(({ path }) => path.startsWith("/hooks/")).length, 6);
});

test("a bot without a system admin's rights writes to them directly, without buttons of another channel", async (t) => {
  const s = await speaking(t);
  assert.equal((await s.mouth.send({ ...s.place, onlyFor: s.alice.id }, waits)).kind, "sent");
  assert.deepEqual(s.seen(s.alice), []);
  const [direct] = s.mattermost.posts(s.mattermost.direct(s.bot.id, s.alice.id).id);
  assert.equal(readingOf(direct?.message ?? "").plain, "Wait · deploy waits");
  assert.deepEqual(direct?.attachments, []);
});

test("without a bot it only answers, and says why it cannot when there is nothing to answer", async (t) => {
  const s = await speaking(t);
  const mouth = withoutBot(s, t);
  assert.deepEqual(await mouth.send(s.replying(), hello), { kind: "sent" });
  assert.equal(s.seen().length, 1);
  const none = await mouth.send(s.place, hello);
  assert.ok(none.kind === "refused" && none.why.startsWith("there is no bot token"));
  assert.equal((await mouth.change(s.place, ids.post, hello)).kind, "refused");
});

test("where the bot may not post, who asked is answered all the same", async (t) => {
  const s = await speaking(t);
  s.channel.members.delete(s.bot.id);
  assert.deepEqual(await s.mouth.send(s.replying(), hello), { kind: "sent" });
  const refused = await s.mouth.send(s.place, hello);
  assert.ok(refused.kind === "refused" && refused.retryAfterSeconds === undefined);
  assert.equal(
    refused.why,
    "Mattermost answered 403 (api.context.permissions.app_error): add the bot to the team and the channel",
  );
});

test("a token that is dead is told with what to do, and not with the token", async (t) => {
  const s = await speaking(t, { botToken: "a-dead-token" });
  const refused = await s.mouth.send(s.place, hello);
  assert.ok(refused.kind === "refused");
  assert.match(refused.why, /^Mattermost answered 401 .*: set a token of the bot that is live$/);
  assert.ok(!refused.why.includes("a-dead-token"));
});

const ends = [
  ["too many", { kind: "status", status: 429, headers: { "retry-after": "7" } }, { kind: "refused", seconds: 7 }],
  [
    "too many, by the other header",
    { kind: "status", status: 429, headers: { "x-ratelimit-reset": "9" } },
    { kind: "refused", seconds: 9 },
  ],
  [
    "too many, for a year",
    { kind: "status", status: 429, headers: { "retry-after": "31536000" } },
    { kind: "refused", seconds: 3_600 },
  ],
  ["too many, without a word", { kind: "status", status: 429 }, { kind: "refused", seconds: 30 }],
  ["a broken server", { kind: "status", status: 500 }, { kind: "unknown" }],
  ["a gateway that waited", { kind: "status", status: 504 }, { kind: "unknown" }],
  ["a connection that is cut", { kind: "drop" }, { kind: "unknown" }],
  ["a connection that is cut after the post", { kind: "lose" }, { kind: "unknown" }],
  ["no answer", { kind: "hang" }, { kind: "unknown" }],
  ["a login page", { kind: "page", status: 200 }, { kind: "unknown" }],
  ["an answer of 4 MB", { kind: "flood", status: 201 }, { kind: "unknown" }],
  ["a request that is wrong", { kind: "status", status: 400 }, { kind: "refused" }],
] as const;

for (const [name, fault, { kind, ...more }] of ends)
  test(`${name} is ${kind}, and nothing is sent again`, async (t) => {
    const s = await speaking(t, { callTimeoutSeconds: 0.3 });
    const mouth = mattermostMouth({ ...s.settings, clock: s.clock.now, callTimeoutSeconds: 0.3 });
    t.after(() => mouth.close());
    s.mattermost.fail({ on: "POST /api/v4/posts", ...fault, times: 9 });
    const sent = await mouth.send(s.place, hello);
    assert.equal(sent.kind, kind);
    if ("seconds" in more) assert.ok(sent.kind === "refused" && sent.retryAfterSeconds === more.seconds);
    assert.equal(s.mattermost.requests.length, 1);
  });

test("a server that takes no more for now is not asked by another way", async (t) => {
  const s = await speaking(t, { isAdmin: true });
  s.mattermost.fail({ on: "POST /hooks", kind: "status", status: 429 });
  assert.equal((await s.mouth.send({ ...s.replying(), onlyFor: s.alice.id }, hello)).kind, "refused");
  assert.equal(s.mattermost.requests.length, 1);
});

test("a server that is not there was sent nothing", async (t) => {
  const s = await speaking(t);
  const mouth = mattermostMouth({ ...s.settings, url: "http://127.0.0.1:9", clock: s.clock.now });
  t.after(() => mouth.close());
  assert.deepEqual(await mouth.send(s.place, hello), { kind: "notSent", why: "no connection (ECONNREFUSED)" });
});

test("when the way to a person breaks before anything was shown, it may be sent again", async (t) => {
  const s = await speaking(t);
  s.mattermost.fail({ on: "POST /api/v4/channels/direct", kind: "status", status: 502 });
  const place = { ...s.place, onlyFor: s.alice.id };
  assert.equal((await s.mouth.send(place, hello)).kind, "notSent");
  assert.equal((await s.mouth.send(place, hello)).kind, "sent");
});

test("a place or a message that is not Mattermost's is not asked for", async (t) => {
  const s = await speaking(t);
  const others = [
    { ...s.place, provider: "slack" as const },
    { ...s.place, channel: "../../users" },
    { ...s.place, thread: "1548261231.000200" },
    { ...s.place, onlyFor: "@all" },
  ];
  for (const place of others) assert.equal((await s.mouth.send(place, hello)).kind, "refused");
  for (const ref of ["", "../x", "a/patch", `${ids.post}/patch?x=`])
    assert.equal((await s.mouth.change(s.place, ref, hello)).kind, "refused");
  assert.deepEqual(s.mattermost.requests, []);
});
