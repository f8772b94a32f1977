import assert from "node:assert/strict";
import { test } from "node:test";
import { createInstance } from "../../lib/gitlab/instance.ts";
import { errorOf } from "./asked.ts";
import { grape, lackOf, paths, present } from "./grape.ts";

const unauthorized = [401, { message: "401 Unauthorized" }] as const;
const selfPath = "/personal_access_tokens/self";

test("the version and the edition are what GitLab says of itself", async (t) => {
  const { http } = await grape(t, {
    "/metadata": [200, { version: "19.2.0-ee", revision: "d66adcb6937", kas: { enabled: true }, enterprise: true }],
  });
  assert.deepEqual(await createInstance(http).version(), {
    version: "19.2.0-ee",
    revision: "d66adcb6937",
    isEnterprise: true,
  });
});

for (const [version, isEnterprise] of [
  ["9.5.10", false],
  ["12.10.14-ee", true],
  ["15.1.0-pre", false],
] as const)
  test(`before 15.2, ${version} is ${isEnterprise ? "" : "not "}the Enterprise Edition by its name`, async (t) => {
    const { http, seen } = await grape(t, { "/version": [200, { version, revision: "3c83ba7" }] });
    assert.deepEqual(await createInstance(http).version(), { version, revision: "3c83ba7", isEnterprise });
    assert.deepEqual(paths(seen), ["/metadata", "/version"]);
  });

test("what is no GitLab has no version, and a job token may not ask", async (t) => {
  const other = await grape(t, { "/metadata": [200, { name: "registry" }] });
  assert.equal((await errorOf(createInstance(other.http).version())).code, "oddAnswer");
  const job = await grape(t, { "/metadata": unauthorized });
  assert.equal((await errorOf(createInstance(job.http).version())).code, "unauthorized");
});

test("a token says its scopes, and ends when its last day begins", async (t) => {
  const { http } = await grape(t, {
    [selfPath]: [
      200,
      {
        id: 42,
        name: "penstock",
        revoked: false,
        created_at: "2026-01-02T03:04:05.000Z",
        description: "bot",
        scopes: ["api", "read_api"],
        user_id: 9,
        last_used_at: "2026-11-20T09:00:00.000Z",
        active: true,
        expires_at: "2026-12-01",
      },
    ],
  });
  assert.deepEqual(await createInstance(http).self(), {
    id: 42,
    name: "penstock",
    userId: 9,
    scopes: ["api", "read_api"],
    isActive: true,
    isRevoked: false,
    expiresAt: Date.UTC(2026, 11, 1),
    createdAt: Date.UTC(2026, 0, 2, 3, 4, 5),
  });
});

for (const [written, expiresAt] of [
  ["2026-12-01T00:00:00Z", Date.UTC(2026, 11, 1)],
  [null, null],
  ["2026-13-01", undefined],
  [undefined, undefined],
] as const)
  test(`a token that ends at ${JSON.stringify(written)} is read`, async (t) => {
    const { http } = await grape(t, { [selfPath]: [200, { id: 42, expires_at: written }] });
    assert.equal(present(await createInstance(http).self()).expiresAt, expiresAt);
  });

test("a fine-grained token says what it may, and where, if GitLab tells it", async (t) => {
  const scope = {
    access: "selected_memberships",
    permissions: ["read_job", "retry_job"],
    project_id: 7,
    group_id: null,
  };
  const { http } = await grape(t, {
    [selfPath]: [200, { id: 42, scopes: ["granular"], granular: true, granular_scopes: [scope, { access: "user" }] }],
  });
  const token = present(await createInstance(http).self());
  assert.equal(token.isGranular, true);
  assert.deepEqual(token.granularScopes, [
    { access: "selected_memberships", permissions: ["read_job", "retry_job"], projectId: 7, groupId: null },
    { access: "user", permissions: [] },
  ]);
  const silent = await grape(t, { [selfPath]: [200, { id: 42, scopes: ["granular"], granular: true }] });
  assert.equal(present(await createInstance(silent.http).self()).granularScopes, undefined);
});

for (const [name, answer] of [
  ["GitLab does not know the endpoint", [404, { error: "404 Not Found" }]],
  ["GitLab takes `self` for an id", [400, { error: "id is invalid" }]],
  [
    "it is no access token",
    [400, { message: "400 Bad request - This endpoint requires token type to be a personal access token" }],
  ],
  ["GitLab 15.1 takes `self` for another's token", unauthorized],
] as const)
  test(`a token is not described where ${name}`, async (t) => {
    const { http } = await grape(t, { [selfPath]: answer, "/user": [200, { id: 9, username: "penstock" }] });
    assert.match(lackOf(await createInstance(http).self()), /15\.5/);
  });

test("a token that is bad is unauthorized, not undescribed", async (t) => {
  const bad = await grape(t, { [selfPath]: unauthorized, "/user": unauthorized });
  assert.equal((await errorOf(createInstance(bad.http).self())).code, "unauthorized");
  const narrow = await grape(t, { [selfPath]: [403, { error: "insufficient_scope" }] });
  assert.equal((await errorOf(createInstance(narrow.http).self())).code, "forbidden");
});

test("the token's user is a person or a bot, or an old GitLab does not say", async (t) => {
  const bot = await grape(t, {
    "/user": [200, { id: 9, username: "project_7_bot_1a2b", name: "penstock", state: "active", bot: true }],
  });
  assert.deepEqual(await createInstance(bot.http).user(), {
    id: 9,
    username: "project_7_bot_1a2b",
    isBot: true,
    state: "active",
  });
  const old = await grape(t, { "/user": [200, { id: 3, username: "ada", bot: "no" }] });
  assert.deepEqual(await createInstance(old.http).user(), { id: 3, username: "ada" });
  const odd = await grape(t, { "/user": [200, { id: 3 }] });
  assert.equal((await errorOf(createInstance(odd.http).user())).code, "oddAnswer");
});
