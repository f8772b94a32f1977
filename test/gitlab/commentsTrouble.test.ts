import assert from "node:assert/strict";
import { test } from "node:test";
import type { CommentPlace } from "../../lib/core/talk.ts";
import { createComments } from "../../lib/gitlab/comments.ts";
import { json, now, serve, token } from "./server.ts";

const place: CommentPlace = {
  provider: "gitlab",
  team: "gitlab",
  project: 7,
  on: "issue",
  iid: 4,
  note: 301,
  isConfidential: false,
};
const secretText = "what was written";

for (const [what, answer, kind, retryAfterSeconds] of [
  ["429", [429, { message: { error: secretText } }, { "retry-after": "17" }], "refused", 17],
  ["429 without a time", [429, { message: { error: "Too often" } }, {}], "refused", 60],
  ["403", [403, { message: `403 Forbidden ${secretText}` }, {}], "refused", undefined],
  ["404", [404, { message: "404 Discussion Not Found" }, {}], "refused", undefined],
  ["400", [400, { message: `400 Bad request - Note ${secretText}` }, {}], "refused", undefined],
  ["500", [500, { message: "500 Internal Server Error" }, {}], "unknown", undefined],
  ["502", [502, "<html>", {}], "unknown", undefined],
  ["201 without a comment", [201, {}, {}], "unknown", undefined],
  ["no answer", undefined, "unknown", undefined],
] as const)
  test(`a comment that comes to ${what} is ${kind}, and is not sent again`, async (t) => {
    const { url, seen } = await serve(t, (request, response) => {
      if (request.method === "GET") return json(response, 404, { message: "404 Not found" });
      if (!answer) return void response.destroy();
      json(response, answer[0], answer[1], answer[2]);
    });
    const comments = createComments({ baseUrl: url, token, clock: () => now });
    t.after(() => comments.close());
    const sent = await comments.write(place, secretText);
    assert.equal(sent.kind, kind);
    assert.equal("retryAfterSeconds" in sent ? sent.retryAfterSeconds : undefined, retryAfterSeconds);
    assert.equal(seen.filter(({ line }) => line.startsWith("POST")).length, 1);
    assert.doesNotMatch(JSON.stringify(sent), new RegExp(`${secretText}|${token}`));
  });

for (const [status, kind] of [
  [429, "refused"],
  [500, "notSent"],
  [401, "notSent"],
] as const)
  test(`where GitLab answers ${status} to who may read it, nothing is written`, async (t) => {
    const { url, seen } = await serve(t, (_, response) => json(response, status, { message: `${status}` }));
    const comments = createComments({ baseUrl: url, token, clock: () => now });
    t.after(() => comments.close());
    assert.equal((await comments.write(place, "Done.")).kind, kind);
    assert.ok(seen.every(({ line }) => line.startsWith("GET")));
  });

test("where there is no GitLab nothing is sent", async (t) => {
  const comments = createComments({ baseUrl: "http://127.0.0.1:1", token, clock: () => now });
  t.after(() => comments.close());
  assert.equal((await comments.write(place, "Done.")).kind, "notSent");
});
