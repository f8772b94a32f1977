import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { slackMouth } from "../../../lib/chat/slack/mouth.ts";
import { sentence } from "../../../lib/core/message.ts";
import type { Sent } from "../../../lib/core/talk.ts";
import { serve } from "../../gitlab/server.ts";
import { now, settings } from "./knocking.ts";
import { botToken, openMouth } from "./speaking.ts";

const hello = sentence("ok", "hello");

test("what may have been shown is told as unknown, and nothing is said a second time", async (t) => {
  for (const kind of ["error", "reset", "resetAfter", "nonsense"] as const) {
    const { mouth, slack, replied } = await openMouth(t);
    slack.faults.add(kind, "chat.postMessage");
    const sent = await mouth.send(replied(), hello);
    assert.equal(sent.kind, "unknown", kind);
    assert.equal(slack.world.messages.length, kind === "error" || kind === "reset" ? 0 : 1, kind);
  }
});

test("an answer that does not come is unknown after its time", async (t) => {
  const { mouth, slack, place } = await openMouth(t, { callTimeoutSeconds: 0.2 });
  slack.faults.add("late", "chat.postMessage");
  assert.equal((await mouth.send(place, hello)).kind, "unknown");
  assert.equal(slack.world.messages.length, 1);
});

test("a response URL that breaks is not followed by the bot", async (t) => {
  const { mouth, slack, alice, replied } = await openMouth(t);
  slack.faults.add("resetAfter", "reply");
  assert.equal((await mouth.send({ ...replied(), onlyFor: alice.id }, hello)).kind, "unknown");
  assert.equal(slack.world.messages.length, 1);
});

test("where nobody listens nothing was sent, and that is certain", async (t) => {
  const { url } = await serve(t, (_, response) => response.end());
  const { mouth, place, served } = await openMouth(t);
  await served.close();
  const sent = await mouth.send(place, hello);
  assert.ok(sent.kind === "notSent" && /no connection \(ECONNREFUSED\)/.test(sent.why), url);
});

interface Reply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** What a mouth makes of one answer of the API, and how often it asked. */
async function told(
  t: TestContext,
  { status, headers = {}, body = "" }: Reply,
): Promise<{ sent: Sent; asked: number }> {
  const { url, seen } = await serve(t, (_, response) => response.writeHead(status, headers).end(body));
  const mouth = slackMouth({ ...settings, botToken, apiUrl: `${url}/api`, clock: () => now });
  t.after(() => mouth.close());
  const sent = await mouth.send({ provider: "slack", team: "T1", channel: "C1" }, hello);
  assert.equal(seen[0]?.line, "POST /api/chat.postMessage");
  assert.equal(seen[0]?.headers.authorization, `Bearer ${botToken}`);
  return { sent, asked: seen.length };
}

const answers: readonly (Reply & { readonly kind: Sent["kind"]; readonly seconds?: number })[] = [
  { status: 200, body: '{"ok":true}', kind: "sent" },
  { status: 200, body: "ok", kind: "sent" },
  { status: 200, body: "", kind: "unknown" },
  { status: 200, body: "{}", kind: "unknown" },
  { status: 200, body: "[true]", kind: "unknown" },
  { status: 200, body: '{"ok":"true"}', kind: "unknown" },
  { status: 200, body: "x".repeat(300 * 1024), kind: "unknown" },
  { status: 200, body: '{"ok":false,"error":"is_archived"}', kind: "refused" },
  { status: 200, body: '{"ok":false,"error":"internal_error"}', kind: "unknown" },
  { status: 200, body: '{"ok":false}', kind: "refused" },
  { status: 200, body: '{"ok":false,"error":"ratelimited"}', kind: "refused", seconds: 30 },
  { status: 302, headers: { location: "http://127.0.0.1:1/api" }, kind: "refused" },
  { status: 404, body: "no", kind: "refused" },
  { status: 429, headers: { "retry-after": "7" }, kind: "refused", seconds: 7 },
  { status: 429, headers: { "retry-after": "0" }, kind: "refused", seconds: 1 },
  { status: 429, headers: { "retry-after": "999999" }, kind: "refused", seconds: 3_600 },
  { status: 429, headers: { "retry-after": "soon" }, kind: "refused", seconds: 30 },
  { status: 429, kind: "refused", seconds: 30 },
  { status: 500, kind: "unknown" },
  { status: 502, body: "<html>", kind: "unknown" },
  { status: 503, headers: { "retry-after": "5" }, kind: "unknown" },
];

for (const { kind, seconds, ...reply } of answers)
  test(`an answer of ${reply.status} ${(reply.body ?? "").slice(0, 50)} ${JSON.stringify(reply.headers ?? {})} is ${kind}`, async (t) => {
    const { sent, asked } = await told(t, reply);
    assert.equal(sent.kind, kind);
    assert.equal(sent.kind === "refused" ? sent.retryAfterSeconds : undefined, seconds);
    assert.equal(asked, 1);
  });

test("an error that Slack echoes in its answer is not repeated", async (t) => {
  const error = `bad token ${botToken} <!channel>`;
  const { sent } = await told(t, { status: 200, body: JSON.stringify({ ok: false, error }) });
  assert.ok(sent.kind === "refused");
  assert.doesNotMatch(sent.why, /xoxb|channel>/);
});
