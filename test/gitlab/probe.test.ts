import assert from "node:assert/strict";
import type { RequestListener, ServerResponse } from "node:http";
import { type TestContext, test } from "node:test";
import { probe } from "../../lib/gitlab/probe.ts";
import { errorOf } from "./asked.ts";
import { openHttp, served } from "./openhttp.ts";
import { json, now } from "./server.ts";

type Answer = (response: ServerResponse) => void;

const said =
  (status: number, value: unknown): Answer =>
  (response) =>
    json(response, status, value);

/** A GitLab of today, by the path below its address. */
const today: Readonly<Record<string, Answer>> = {
  "GET /api/v4/metadata": said(200, { version: "19.6.0-ee", enterprise: true }),
  "GET /api/v4/user": said(200, { id: 3, username: "bot" }),
  "GET /api/v4/personal_access_tokens/self": said(200, {
    id: 1,
    name: "penstock",
    scopes: ["api"],
    expires_at: "2027-03-01",
  }),
  "POST /api/graphql": said(200, { data: { currentUser: { username: "bot" }, metadata: { version: "19.6.0-ee" } } }),
};

function speaking(answers: Readonly<Record<string, Answer>>): RequestListener {
  return ({ method, url }, response) =>
    (answers[`${method} ${url}`] ?? said(404, { message: "404 Not Found" }))(response);
}

async function probed(t: TestContext, answers: Readonly<Record<string, Answer>>) {
  const { http, seen } = await served(t, speaking(answers));
  return { asked: probe(http, () => now), seen };
}

test("a GitLab is asked once for each thing: who it is, who asks, with what token, and whether GraphQL is there", async (t) => {
  const { asked, seen } = await probed(t, today);
  assert.deepEqual(await asked, {
    version: "19.6.0-ee",
    enterprise: true,
    user: { id: 3, username: "bot" },
    token: { name: "penstock", scopes: ["api"], expiresAt: Date.UTC(2027, 2, 1) },
    may: { read: true, act: true, delete: true },
    paging: "keyset",
    playWith: "inputs and variables",
    hooksProve: "signature",
    graphql: true,
    lacking: [],
  });
  assert.deepEqual(seen.map(({ line }) => line).toSorted(), Object.keys(today).toSorted());
  assert.ok(seen.every(({ line, body }) => line.startsWith("GET") || !body.includes("mutation")));
});

test("an old GitLab that knows /version only tells what it can, and lacks the rest", async (t) => {
  const { asked } = await probed(t, {
    "GET /api/v4/version": said(200, { version: "11.11.8", revision: "c0ffee" }),
    "GET /api/v4/user": said(200, { id: 3, username: "bot" }),
  });
  const found = await asked;
  assert.deepEqual([found.version, found.enterprise, found.paging, found.graphql], ["11.11.8", false, "offset", false]);
  assert.deepEqual([found.token, found.may], [undefined, {}]);
  assert.equal(found.lacking.length, 5);
});

for (const [part, changes, sentence] of [
  ["a version that may not be asked", { "GET /api/v4/metadata": said(403, { message: "403 Forbidden" }) }, undefined],
  [
    "a version that fails",
    { "GET /api/v4/metadata": said(500, {}), "POST /api/graphql": said(502, {}) },
    /version is not known \(GET \/metadata: 500\)/,
  ],
  [
    "a user who may not be asked",
    { "GET /api/v4/user": said(403, { error: "insufficient_scope" }) },
    /whose token this is is not known/,
  ],
  [
    "a token that is no access token",
    { "GET /api/v4/personal_access_tokens/self": said(400, { message: "400 Bad request" }) },
    /GitLab does not describe this token/,
  ],
  [
    "GraphQL that a proxy hides",
    { "POST /api/graphql": said(403, {}) },
    /GraphQL does not answer \(POST \/api\/graphql: 403/,
  ],
  [
    "GraphQL that takes the token for none",
    { "POST /api/graphql": said(200, { data: { currentUser: null, metadata: null } }) },
    /GraphQL does not know the token/,
  ],
  [
    "GraphQL that is too old",
    { "POST /api/graphql": said(200, { errors: [{ message: "Field 'currentUser' doesn't exist on type 'Query'" }] }) },
    /GraphQL does not answer \(Field 'currentUser'/,
  ],
] as const)
  test(`${part} leaves the rest known`, async (t) => {
    const { asked } = await probed(t, { ...today, ...changes });
    const { lacking } = await asked;
    if (sentence)
      assert.ok(
        lacking.some((one) => sentence.test(one)),
        lacking.join(),
      );
    else assert.deepEqual(lacking, []);
  });

test("what GraphQL tells of itself is enough for the version", async (t) => {
  const { asked } = await probed(t, { ...today, "GET /api/v4/metadata": said(403, {}) });
  const found = await asked;
  assert.deepEqual([found.version, found.enterprise, found.paging], ["19.6.0-ee", undefined, "keyset"]);
});

test("a token that is refused everywhere ends the probe, with every reason that there can be", async (t) => {
  const refused = said(401, { message: "401 Unauthorized" });
  for (const graphql of [refused, said(200, { data: { currentUser: null } })]) {
    const answers = Object.keys(today).map((line) => [line, line.startsWith("GET") ? refused : graphql] as const);
    const { asked } = await probed(t, Object.fromEntries(answers));
    const error = await errorOf(asked);
    assert.deepEqual([error.code, error.status], ["unauthorized", 401]);
    assert.match(
      error.advice,
      /make a new one; a GitLab from before 12 takes it as PRIVATE-TOKEN only, and a CI job token/,
    );
  }
});

test("a host that knows none of it ends the probe", async (t) => {
  const { asked } = await probed(t, {});
  const error = await errorOf(asked);
  assert.equal(error.code, "notFound");
  assert.doesNotMatch(error.advice, /PRIVATE-TOKEN/);
});

test("a GitLab that is not there ends the probe", async (t) => {
  const error = await errorOf(probe(openHttp(t, "http://127.0.0.1:1"), () => now));
  assert.equal(error.code, "refusedConnection");
});
