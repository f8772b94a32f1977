import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type TestContext, test } from "node:test";
import { virtualClock } from "../../infra/twin/clock.ts";
import { serveTwin } from "../../infra/twin/serve.ts";
import type { NewApplication } from "../../infra/twin/state/application.ts";
import { createTwin } from "../../infra/twin/twin.ts";

const redirectUri = "https://app.example.com/back?from=gitlab";
const verifier = "v".repeat(43);
const challenge = createHash("sha256").update(verifier).digest("base64url");
type Fields = Readonly<Record<string, string | undefined>>;

async function town(t: TestContext, app: Partial<NewApplication> = {}) {
  const clock = virtualClock(Date.UTC(2026, 10, 20));
  const twin = createTwin({ clock: clock.now });
  const alice = twin.addPerson({ username: "alice" });
  const application = twin.addApplication({ redirectUri, ...app });
  const served = await serveTwin(twin);
  t.after(() => served.close());
  const formOf = (fields: Fields) => {
    const form = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.set(name, value);
    return form;
  };
  const post = (path: string, fields: Fields) =>
    fetch(served.url + path, { method: "POST", body: formOf(fields), redirect: "manual" });
  const wish = (more: Fields = {}): Fields => ({
    client_id: application.id,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "read_user",
    state: "st&te",
    code_challenge: challenge,
    code_challenge_method: "S256",
    ...more,
  });
  const answered = async (more: Fields = {}) => {
    const answer = await post("/oauth/authorize", { username: "alice", ...wish(more) });
    const location = answer.headers.get("location");
    return {
      status: answer.status,
      text: await answer.text(),
      back: location === null ? undefined : new URL(location),
    };
  };
  const tokenFor = (code: string, more: Fields = {}) =>
    post("/oauth/token", {
      client_id: application.id,
      client_secret: application.secret,
      grant_type: "authorization_code",
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
      ...more,
    });
  return {
    twin,
    clock,
    alice,
    application,
    url: served.url,
    post,
    answered,
    tokenFor,
    page: (more: Fields = {}) => fetch(`${served.url}/oauth/authorize?${formOf(wish(more))}`),
    async codeOf(): Promise<string> {
      return (await answered()).back?.searchParams.get("code") ?? assert.fail("no code");
    },
    ask: (path: string, token: string, method = "GET") =>
      fetch(`${served.url}/api/v4${path}`, { method, headers: { authorization: `Bearer ${token}` } }),
  };
}

const errorOf = async (answer: Response) => [answer.status, ((await answer.json()) as { error: string }).error];

test("a code is a token for users alone, which ends when it is given back", async (t) => {
  const s = await town(t);
  const { back } = await s.answered();
  assert.equal(back?.origin, "https://app.example.com");
  assert.deepEqual([back?.searchParams.get("state"), back?.searchParams.get("from")], ["st&te", "gitlab"]);
  const answer = await s.tokenFor(back?.searchParams.get("code") ?? "");
  const told = (await answer.json()) as Record<string, unknown>;
  assert.deepEqual([answer.status, told.token_type, told.expires_in, told.scope], [200, "Bearer", 7200, "read_user"]);
  const token = String(told.access_token);
  const self = (await (await s.ask("/user", token)).json()) as Record<string, unknown>;
  assert.deepEqual([self.id, self.username, self.state, self.bot], [s.alice.id, "alice", "active", false]);
  assert.equal((await s.ask(`/users/${s.alice.id}`, token)).status, 200);
  assert.deepEqual(await errorOf(await s.ask("/projects", token)), [403, "insufficient_scope"]);
  assert.equal((await s.ask("/projects/1/jobs/1/retry", token, "POST")).status, 403);
  const { id: client_id, secret: client_secret } = s.application;
  assert.equal((await s.post("/oauth/revoke", { client_id, client_secret: "wrong", token })).status, 403);
  assert.equal((await s.ask("/user", token)).status, 200);
  assert.equal((await s.post("/oauth/revoke", { client_id, client_secret, token })).status, 200);
  assert.deepEqual(await errorOf(await s.ask("/user", token)), [401, "invalid_token"]);
  assert.equal((await s.post("/oauth/revoke", { client_id, client_secret, token: "unknown" })).status, 200);
});

test("a token ends after two hours", async (t) => {
  const s = await town(t);
  const { access_token: token } = (await (await s.tokenFor(await s.codeOf())).json()) as { access_token: string };
  s.clock.advance(7_199);
  assert.equal((await s.ask("/user", token)).status, 200);
  s.clock.advance(1);
  assert.equal((await s.ask("/user", token)).status, 401);
});

for (const [name, given, error] of [
  ["the verifier is another one", { code_verifier: "w".repeat(43) }, [400, "invalid_grant"]],
  ["there is no verifier", { code_verifier: undefined }, [400, "invalid_request"]],
  ["it shall go elsewhere", { redirect_uri: "https://app.example.com/back" }, [400, "invalid_grant"]],
  ["the code is unknown", { code: "x" }, [400, "invalid_grant"]],
  ["the secret is wrong", { client_secret: "x" }, [401, "invalid_client"]],
  ["there is no secret", { client_secret: undefined }, [401, "invalid_client"]],
  ["the application is unknown", { client_id: "x" }, [401, "invalid_client"]],
  ["it is asked for by a password", { grant_type: "password" }, [400, "unsupported_grant_type"]],
] as const)
  test(`no token is given where ${name}`, async (t) => {
    const s = await town(t);
    const code = await s.codeOf();
    assert.deepEqual(await errorOf(await s.tokenFor(code, given)), error);
    assert.equal((await s.tokenFor(code)).status, 200);
  });

test("a code is used once, within ten minutes, by the application that it was given to", async (t) => {
  const s = await town(t);
  const code = await s.codeOf();
  const other = s.twin.addApplication({ redirectUri });
  const theirs = await s.tokenFor(code, { client_id: other.id, client_secret: other.secret });
  assert.deepEqual(await errorOf(theirs), [400, "invalid_grant"]);
  assert.equal((await s.tokenFor(code)).status, 200);
  assert.deepEqual(await errorOf(await s.tokenFor(code)), [400, "invalid_grant"]);
  const late = await s.codeOf();
  s.clock.advance(600);
  assert.deepEqual(await errorOf(await s.tokenFor(late)), [400, "invalid_grant"]);
});

test("an application that is not confidential needs no secret, but its verifier", async (t) => {
  const s = await town(t, { isConfidential: false });
  const code = await s.codeOf();
  const without = { client_secret: undefined };
  assert.deepEqual(await errorOf(await s.tokenFor(code, { ...without, code_verifier: undefined })), [
    400,
    "invalid_request",
  ]);
  assert.equal((await s.tokenFor(code, without)).status, 200);
});

test("the page shows who can sign in, and leads nobody to an address that is not the application's", async (t) => {
  const s = await town(t);
  const blocked = s.twin.addPerson({ username: "bert" });
  blocked.state = "blocked";
  const page = await (await s.page()).text();
  assert.match(page, /Authorize as @alice/);
  assert.doesNotMatch(page, /@bert|@penstock-bot/);
  for (const more of [
    { client_id: "x" },
    { redirect_uri: "https://evil.example/back" },
    { redirect_uri: `${redirectUri}&more` },
    { response_type: "token" },
    { scope: "api" },
    { code_challenge_method: "plain" },
    { code_challenge_method: undefined },
  ]) {
    assert.match(await (await s.page(more)).text(), /An error has occurred/);
    const { back } = await s.answered(more);
    assert.equal(back, undefined, JSON.stringify(more));
  }
  for (const username of ["bert", "penstock-bot", "nobody"])
    assert.equal((await s.answered({ username })).back, undefined);
  const { back } = await s.answered({ decision: "deny" });
  assert.deepEqual([back?.searchParams.get("error"), back?.searchParams.has("code")], ["access_denied", false]);
});
