import assert from "node:assert/strict";
import { test } from "node:test";
import { createHooks } from "../../lib/gitlab/hooks.ts";
import { createReads } from "../../lib/gitlab/reads.ts";
import { createSeenHooks } from "../../lib/gitlab/seenhooks.ts";
import { errorOf } from "./asked.ts";
import { grape } from "./grape.ts";
import { now } from "./server.ts";

type Routes = Parameters<typeof grape>[1];

async function seenHooks(t: Parameters<typeof grape>[0], routes: Routes) {
  const { http } = await grape(t, routes);
  return createSeenHooks(
    createHooks(http),
    createReads(http, () => now),
  );
}

test("a hook is seen with where it leads, how it does, and what to do", async (t) => {
  const row = { id: 3, url: "https://bot.example.com/gitlab/main", alert_status: "disabled", job_events: true };
  const hooks = await seenHooks(t, { "/projects/7/hooks": [200, [row]] });
  const page = await hooks.hooksPage(7);
  assert.ok("items" in page);
  const [hook] = page.items;
  assert.deepEqual([hook?.id, hook?.address, hook?.state], [3, "https://bot.example.com/gitlab/main", "disabled"]);
  assert.match(hook?.words ?? "", /press Test/);
});

test("what the token may not see, and what this GitLab has not, are values with their cure", async (t) => {
  const hooks = await seenHooks(t, {
    "/projects/7/hooks": [403, { message: "403 Forbidden" }],
    "/projects/8/hooks": [404, { message: "404 Project Not Found" }],
    "/groups/shop/hooks": [404, { error: "404 Not Found" }],
    "/projects/7/hooks/3/events": [404, { error: "404 Not Found" }],
    "/projects/9/hooks": [502, "bad gateway"],
  });
  const hiddenIn = (page: object) => ("hidden" in page ? String(page.hidden) : "shown");
  assert.match(hiddenIn(await hooks.hooksPage(7)), /Maintainer/);
  assert.match(hiddenIn(await hooks.hooksPage(8)), /Maintainer/);
  assert.match(hiddenIn(await hooks.hooksPage({ group: "shop" })), /group webhooks|Owner/);
  assert.match(hiddenIn(await hooks.attemptsPage({ owner: 7, hookId: 3 })), /17\.3/);
  assert.equal((await errorOf(hooks.hooksPage(9)))?.code, "server");
});

test("what GitLab says of a resend that failed does not repeat the hook's address, which may hold secrets", async (t) => {
  const message = 'bad URI (is not URI?): "https://me:hunter2@bot.example.com/gitlab/main?a=b c&token=hunter3"';
  const hooks = await seenHooks(t, { "/projects/7/hooks/3/events/41/resend": [422, { message }] });
  const answer = await hooks.resend(7, 3, 41);
  assert.deepEqual(answer, {
    kind: "failed",
    words: "POST /projects/7/hooks/3/events/41/resend: 422 bad URI (is not URI?): (an address)",
  });
});

const changed = "The hook URL has changed, and this log entry cannot be retried";
for (const [status, answer, kind] of [
  [201, { response_status: 202 }, "delivered"],
  [201, { response_status: "200" }, "delivered"],
  [201, { response_status: 302 }, "failed"],
  [201, { response_status: 503 }, "failed"],
  [201, { response_status: "internal error" }, "failed"],
  [201, {}, "failed"],
  [201, "?", "failed"],
  [422, { message: "Failed to open TCP connection" }, "failed"],
  [422, { message: changed }, "never"],
  [422, { message: "Silent mode enabled" }, "never"],
  [422, { message: "Hook disabled" }, "later"],
  [429, { message: { error: "This endpoint has been requested too many times. Try again later." } }, "later"],
  [404, { message: "404 Not found" }, "gone"],
  [404, { error: "404 Not Found" }, "never"],
  [403, { message: "403 Forbidden" }, "never"],
  [500, { message: "500 Internal Server Error" }, "failed"],
] as const)
  test(`a resend that is answered ${status} ${JSON.stringify(answer)} is "${kind}"`, async (t) => {
    const hooks = await seenHooks(t, { "/projects/7/hooks/3/events/41/resend": [status, answer] });
    assert.equal((await hooks.resend(7, 3, 41)).kind, kind);
  });
