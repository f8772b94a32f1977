import assert from "node:assert/strict";
import { test } from "node:test";
import { errorOf } from "../asked.ts";
import { served } from "../openhttp.ts";
import { json } from "../server.ts";

const tooMany = { message: { error: "This endpoint has been requested too many times. Try again later." } };
const retry = { method: "POST", path: "/projects/7/jobs/1001/retry" } as const;
const list = { method: "GET", path: "/projects/7/jobs?per_page=100" } as const;
const text = { "content-type": "text/plain" };

for (const [what, call, headers, body, expected] of [
  [
    "the limit of a user or address",
    list,
    { ...text, "ratelimit-name": "throttle_authenticated_api", "retry-after": "17" },
    "Retry later",
    ["instance", 17],
  ],
  [
    "the limit of a user or address, at an effect",
    retry,
    { ...text, "retry-after": "17" },
    "Retry later",
    ["instance", 17],
  ],
  [
    "its own words and its headers only",
    list,
    { "content-type": "application/json", "ratelimit-name": "x", "ratelimit-reset": "1795167030" },
    '{"message":"slow down"}',
    ["instance", 30],
  ],
  ["the limit of an endpoint, which names no time", list, {}, tooMany, ["endpoint", 60]],
  ["the limit of an endpoint, at an effect", retry, {}, tooMany, ["endpoint", 60]],
  ["the limit of an endpoint that names a time", list, { "retry-after": "45" }, tooMany, ["endpoint", 45]],
  ["the limit of one job", retry, { "retry-after": "20" }, tooMany, ["object", 20]],
  [
    "the limit of one pipeline",
    { method: "POST", path: "/projects/7/pipelines/90/retry" },
    { "retry-after": "33" },
    tooMany,
    ["object", 33],
  ],
] as const)
  test(`a 429 tells which limit is reached, and how long to wait: ${what}`, async (t) => {
    const { http } = await served(t, (_, response) =>
      typeof body === "string" ? response.writeHead(429, headers).end(body) : json(response, 429, body, headers),
    );
    const { code, limit, retryAfterSeconds, status } = await errorOf(http.send(call));
    assert.deepEqual([code, status, limit, retryAfterSeconds], ["throttled", 429, ...expected]);
  });

test("only a 429 has a limit and a time that GitLab did not name", async (t) => {
  const { http } = await served(t, (_, response) => json(response, 503, tooMany));
  const { limit, retryAfterSeconds } = await errorOf(http.send(list));
  assert.deepEqual([limit, retryAfterSeconds], [undefined, undefined]);
});

const play = { method: "POST", path: "/projects/7/jobs/1001/play" } as const;
for (const [what, call, status, type, body, code, advice] of [
  [
    "a scope",
    list,
    403,
    "application/json",
    { error: "insufficient_scope", error_description: "needs more", scope: "api" },
    "forbidden",
    /scope `api`/,
  ],
  [
    "a fine-grained permission",
    list,
    403,
    "application/json",
    { error: "insufficient_granular_scope" },
    "forbidden",
    /named permission/,
  ],
  [
    "a job that was retried already",
    retry,
    403,
    "application/json",
    { message: "403 Forbidden - Job is not retryable" },
    "forbidden",
    /state does not allow/,
  ],
  [
    "a job that cannot be erased",
    retry,
    403,
    "application/json",
    { message: "403 Forbidden - Job is not erasable!" },
    "forbidden",
    /state does not allow/,
  ],
  ["an address that is blocked, in text", list, 403, "text/plain", "Forbidden\n", "forbidden", /block this address/],
  [
    "an address that is blocked, on a page",
    list,
    403,
    "text/html",
    "<html>Sorry, you have been blocked",
    "forbidden",
    /block this address/,
  ],
  [
    "a right",
    list,
    403,
    "application/json",
    { message: "403 Forbidden" },
    "forbidden",
    /role, the scope or the right to the protected ref/,
  ],
  ["a right to play", play, 403, "application/json", { message: "403 Forbidden" }, "forbidden", /use job inputs/],
  [
    "a count of the storage",
    { method: "DELETE", path: "/projects/7/jobs/1/artifacts" },
    409,
    "application/json",
    { message: "Action temporarily disabled." },
    "oddAnswer",
    /ask again in some minutes/,
  ],
  [
    "keyset pages",
    list,
    405,
    "application/json",
    { error: "Keyset pagination is not yet available for this type of request" },
    "oddAnswer",
    /pages by number/,
  ],
  ["another 405", retry, 405, "application/json", { message: "405 Method Not Allowed" }, "oddAnswer", /too old/],
  [
    "an input",
    retry,
    400,
    "application/json",
    { message: "400 Bad request - Unknown input: x" },
    "oddAnswer",
    /correct what its words name/,
  ],
] as const)
  test(`what GitLab refuses comes with a cure for its cause: ${what}`, async (t) => {
    const { http } = await served(t, (_, response) =>
      response.writeHead(status, { "content-type": type }).end(typeof body === "string" ? body : JSON.stringify(body)),
    );
    const error = await errorOf(http.send(call));
    assert.deepEqual([error.code, error.status], [code, status]);
    assert.match(error.advice, advice);
  });

for (const [what, location, code, advice] of [
  ["a renamed project", "/api/v4/projects/123/jobs", "redirected", /moved: name it by its id 123$/],
  ["a renamed project, as a path", "/api/v4/projects/new%2Fcrane/jobs?a=b", "redirected", /its new path new\/crane$/],
  ["a project whose path is malformed", "/api/v4/projects/new%ZZ/jobs", "redirected", /its new path new%ZZ$/],
  [
    "a project with a code for a terminal",
    "/api/v4/projects/a%1B%5B31mb/jobs",
    "redirected",
    /its new path a\?\[31mb$/,
  ],
  ["the sign-in page", "/users/sign_in", "unauthorized", /sign-in page/],
  ["another host's project", "https://other.example/api/v4/projects/123/jobs", "redirected", /base URL/],
  ["another place", "/elsewhere", "redirected", /base URL/],
  ["nowhere", "http://[", "redirected", /base URL/],
] as const)
  test(`a redirect tells where to look: ${what}`, async (t) => {
    const { http, seen } = await served(t, (_, response) => json(response, 301, {}, { location }));
    const error = await errorOf(http.send(list));
    assert.equal(error.code, code);
    assert.match(error.advice, advice);
    assert.equal(seen.length, 1);
  });
