import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { toHookEvent } from "../../lib/gitlab/answers/hookevent.ts";
import { createHooks } from "../../lib/gitlab/hooks.ts";
import { errorOf } from "./asked.ts";
import { grape, lackOf, noRow, paths, present } from "./grape.ts";

const hook = { owner: 7, hookId: 3 };

function eventAnswer(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 41,
    url: "https://bot.example.com/?token=hush",
    trigger: "job_hooks",
    request_headers: { "Idempotency-Key": "3a427872", "X-Gitlab-Token": "hush" },
    request_data: { object_kind: "build", secret: "hush" },
    response_headers: { "Set-Cookie": "hush" },
    response_body: "hush",
    execution_duration: 1.5,
    response_status: "202",
    created_at: "2026-11-20T09:00:00.000Z",
    ...changes,
  };
}

test("an event says whether it was delivered, and nothing of what was sent", async (t) => {
  const { http, seen } = await grape(t, { "/projects/7/hooks/3/events": [200, [eventAnswer()]] });
  const page = present(await createHooks(http).eventsPage(hook, { status: "server_failure" }));
  assert.deepEqual(page.items, [
    {
      id: 41,
      trigger: "job_hooks",
      responseStatus: 202,
      isDelivered: true,
      durationSeconds: 1.5,
      createdAt: Date.UTC(2026, 10, 20, 9, 0, 0),
      idempotencyKey: "3a427872",
    },
  ]);
  assert.deepEqual(paths(seen), ["/projects/7/hooks/3/events?status=server_failure&per_page=20"]);
});

for (const [status, responseStatus, isDelivered] of [
  ["200", 200, true],
  [200, 200, true],
  ["302", 302, true],
  ["404", 404, false],
  [503, 503, false],
  ["internal error", undefined, false],
  ["N/A", undefined, false],
  [0, undefined, false],
  [undefined, undefined, undefined],
  [null, undefined, undefined],
] as const)
  test(`an event that was answered ${JSON.stringify(status)} is ${isDelivered ? "" : "not known as "}delivered`, () => {
    const event = toHookEvent(eventAnswer({ response_status: status }));
    assert.deepEqual([event?.responseStatus, event?.isDelivered], [responseStatus, isDelivered]);
  });

test("an event with any field replaced by anything is an event still", () => {
  const keys = Object.keys(eventAnswer()).filter((key) => key !== "id");
  fc.assert(
    fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
      return toHookEvent(eventAnswer({ [key]: value }))?.id === 41;
    }),
    { seed: 5, numRuns: 1000 },
  );
});

test("a page of events that is too large comes as pages of one", async (t) => {
  const large = [200, [eventAnswer({ request_data: "x".repeat(5 * 1024 * 1024) })]] as const;
  const { http, seen } = await grape(t, {
    "/projects/7/hooks/3/events": large,
    "/projects/7/hooks/3/events?per_page=1&page=41": [200, [eventAnswer()], { "x-next-page": "42" }],
    "/projects/7/hooks/3/events?per_page=1&page=1": [200, [eventAnswer()]],
  });
  const hooks = createHooks(http);
  const third = present(await hooks.eventsPage(hook, { cursor: "/projects/7/hooks/3/events?per_page=20&page=3" }));
  assert.deepEqual([third.items.length, third.next], [1, "/projects/7/hooks/3/events?per_page=1&page=42"]);
  assert.equal(present(await hooks.eventsPage(hook)).items.length, 1);
  // one event that is too large by itself
  const error = await errorOf(hooks.eventsPage(hook, { cursor: third.next ?? "" }));
  assert.match(error.message, /larger than 5 MiB/);
  assert.equal(seen.length, 5);
});

test("events that GitLab broke over are asked for once", async (t) => {
  const { http, seen } = await grape(t, { "/projects/7/hooks/3/events": [500, {}] });
  assert.equal((await errorOf(createHooks(http).eventsPage(hook))).code, "server");
  assert.equal(seen.length, 1);
});

test("a GitLab that lists no events says so; a hook that is gone is undefined", async (t) => {
  const { http } = await grape(t, { "/projects/7/hooks/4/events": noRow });
  const hooks = createHooks(http);
  assert.match(lackOf(await hooks.eventsPage(hook)), /17\.3/);
  assert.equal(await hooks.eventsPage({ owner: 7, hookId: 4 }), undefined);
});

const resendPath = "/projects/7/hooks/3/events/41/resend";

test("a resend is one request, and says what the receiver answered", async (t) => {
  const { http, seen } = await grape(t, { [resendPath]: [201, { response_status: 202 }] });
  assert.deepEqual(await createHooks(http).resend(7, 3, 41), {
    kind: "accepted",
    status: 201,
    responseStatus: 202,
    isDelivered: true,
  });
  assert.deepEqual(
    seen.map(({ line, body }) => line + body),
    [`POST /api/v4${resendPath}`],
  );
});

test("a group's event is resent in the same way, though the receiver may fail again", async (t) => {
  const { http } = await grape(t, {
    "/groups/harbour/hooks/3/events/41/resend": [201, { response_status: "internal error" }],
  });
  const reply = await createHooks(http).resend({ group: "harbour" }, 3, 41);
  assert.deepEqual(reply, { kind: "accepted", status: 201, isDelivered: false });
});

for (const [name, answer, kind, message] of [
  ["that GitLab does not know", [404, { error: "404 Not Found" }], "rejected", /17\.4/],
  ["of an event that is gone", noRow, "rejected", /events\/41\/resend: 404 Not found$/],
  ["of a hook whose address changed", [422, { message: "The hook URL has changed" }], "rejected", /URL has changed/],
  ["that GitLab broke over", [500, { message: "500 Internal Server Error" }], "unknown", /500/],
  ["that is answered with something else", [201, []], "unknown", /not about a delivery/],
  ["that is answered with nothing of use", [201, {}], "accepted", undefined],
] as const)
  test(`a resend ${name} is ${kind}, and sent once`, async (t) => {
    const { http, seen } = await grape(t, { [resendPath]: answer });
    const reply = await createHooks(http).resend(7, 3, 41);
    assert.equal(reply.kind, kind);
    if (message) assert.match("message" in reply ? reply.message : "", message);
    assert.equal(seen.length, 1);
  });

test("a resend over the limit says how long to wait", async (t) => {
  const slow = { message: { error: "This endpoint has been requested too many times. Try again later." } };
  const { http } = await grape(t, { [resendPath]: [429, slow, { "retry-after": "40" }] });
  const reply = await createHooks(http).resend(7, 3, 41);
  assert.deepEqual([reply.kind, "retryAfterSeconds" in reply && reply.retryAfterSeconds], ["rejected", 40]);
});
