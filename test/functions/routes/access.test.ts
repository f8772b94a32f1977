import assert from "node:assert/strict";
import { test } from "node:test";
import { scopes } from "../../../lib/edge/access.ts";
import { alice, apiEvent, token } from "../apiDesk.ts";
import { claimsOf, jwtEvent, office } from "./credentials.ts";

const all = [...scopes];
const role = "arn:aws:sts::123456789012:assumed-role/ops/bob";
const bearer = { authorization: `Bearer ${token}` };

test("without a list whoever IAM lets in may do everything, in every source", async () => {
  const desk = office();
  for (const source of ["one", "two"]) {
    assert.equal((await desk.ask(`/api/${source}/switch`)).status, 200);
    const stop = { method: "PUT", body: { reason: "smoke" } };
    assert.equal((await desk.ask(`/api/${source}/switch/stops/everything`, stop)).status, 200);
  }
});

test("with a list nobody may do anything but who stands in it, not even whoever has the token", async () => {
  const access = [{ who: role, sources: ["one"], scopes: all }];
  const desk = office({ access, token: { text: token, who: "local" } });
  assert.equal((await desk.ask("/api/one/switch", { arn: role })).status, 200);
  assert.equal((await desk.ask("/api/one/switch")).body.error.code, "noSource");
  assert.equal((await desk.ask("/api/one/switch", { arn: null, headers: bearer })).body.error.code, "noSource");
  const named = office({
    access: [{ who: "token", sources: ["one"], scopes: ["read"] }],
    token: { text: token, who: "local" },
  });
  assert.equal((await named.ask("/api/one/switch", { arn: null, headers: bearer })).status, 200);
  assert.equal((await named.ask("/api/two/switch", { arn: null, headers: bearer })).status, 404);
  assert.equal((await named.ask("/api/one/switch", { arn: "token" })).status, 404);
});

test("a token counts as a bearer's alone, whole", async () => {
  const desk = office({ token: { text: token, who: "local" } });
  for (const authorization of [`Bearer ${token}`, `bearer ${token}`])
    assert.equal((await desk.ask("/api/one/switch", { arn: null, headers: { authorization } })).status, 200);
  for (const authorization of [token, `Basic Bearer ${token}`, `Bearer ${token} x`, `Bearer  ${token}`, "Bearer "])
    assert.equal((await desk.ask("/api/one/switch", { arn: null, headers: { authorization } })).status, 401);
});

for (const [who, arn, may] of [
  ["arn:aws:sts::123456789012:assumed-role/ops/*", role, true],
  ["arn:aws:sts::123456789012:assumed-role/ops/*", "arn:aws:sts::123456789012:assumed-role/ops-2/bob", false],
  ["arn:aws:sts::123456789012:assumed-role/*", role, false],
  ["arn:aws:sts::123456789012:assumed-role/**", role, true],
  ["arn:aws:iam::123456789012:user/*", "arn:aws:iam::123456789012:user/team/eve", false],
  ["arn:aws:iam::123456789012:user/alice", "arn:aws:iam::210987654321:user/alice", false],
  ["arn:aws:iam::123456789012:user/alice", "arn:aws:iam::123456789012:user/alice2", false],
] as const)
  test(`${who} ${may ? "is" : "is not"} ${arn}`, async () => {
    const desk = office({ access: [{ who, sources: ["one"], scopes: ["read"] }] });
    assert.equal((await desk.ask("/api/one/switch", { arn })).status, may ? 200 : 404);
  });

test("entries add up, each for its own sources", async () => {
  const access = [
    { who: alice, sources: ["one", "two"], scopes: ["read"] },
    { who: alice, sources: ["one"], scopes: ["ops:stop"] },
  ] as const;
  const desk = office({
    access: access.map(({ who, sources, scopes: some }) => ({ who, sources: [...sources], scopes: [...some] })),
  });
  const stop = { method: "PUT", body: { reason: "smoke" } };
  assert.equal((await desk.ask("/api/one/switch/stops/everything", stop)).status, 200);
  const { status, body } = await desk.ask("/api/two/switch/stops/everything", stop);
  assert.deepEqual([status, body.error.code], [403, "noScope"]);
  assert.match(body.error.message, /in two you may not ops:stop/);
  assert.equal((await desk.ask("/api/two/switch")).status, 200);
});

test("without a list a JWT sees and moves gates of the GitLab that issued it, and nothing else", async () => {
  const desk = office();
  const claims = claimsOf("one", 7);
  assert.equal((await desk.askByJwt("/api/one/gates", claims)).status, 200);
  assert.equal((await desk.askByJwt("/api/one/approvals", claims)).status, 200);
  assert.equal((await desk.askByJwt("/api/one/switch", claims)).body.error.code, "noScope");
  assert.equal((await desk.askByJwt("/api/two/gates", claims)).body.error.code, "noSource");
  assert.equal(
    (await desk.askByJwt("/api/one/gates", { ...claims, iss: "https://one.example.com.evil.example" })).status,
    404,
  );
  assert.equal((await desk.askByJwt("/api/one/gates", { ...claims, iss: "https://one.example.com/" })).status, 200);
});

test("a JWT that no authorizer has checked is nobody's, wherever it stands", async () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const jwt = `${part({ alg: "none" })}.${part(claimsOf("one", 7))}.`;
  const desk = office({ token: { text: token, who: "local" } });
  const event = apiEvent("/api/one/gates", { arn: null, headers: { authorization: `Bearer ${jwt}` } });
  assert.equal((await desk.send(event)).status, 401);
  for (const authorizer of [
    {},
    { jwt: {} },
    { jwt: { claims: null } },
    { jwt: { claims: { sub: "7" } } },
    { lambda: claimsOf("one", 7) },
  ]) {
    const spoiled = { ...event, requestContext: { ...event.requestContext, authorizer } } as unknown as typeof event;
    assert.equal((await desk.send(spoiled)).status, 401, JSON.stringify(authorizer));
  }
});

test("of an event with both the signature counts: a JWT beside it lends it nothing", async () => {
  const access = [{ who: { issuer: "https://one.example.com", subject: "7" }, sources: ["one"], scopes: all }];
  const desk = office({ access });
  const event = jwtEvent("/api/one/switch", claimsOf("one", 7));
  assert.equal((await desk.send(event)).status, 200);
  const authorizer = { iam: { userArn: alice }, jwt: { claims: claimsOf("one", 7) } };
  const both = { ...event, requestContext: { ...event.requestContext, authorizer } };
  assert.equal((await desk.send(both as unknown as typeof event)).status, 404);
});

test("claims that are no texts are nobody's", async () => {
  for (const odd of [{ sub: 7 }, { sub: ["7"] }, { sub: "" }, { iss: ["https://one.example.com"] }, { iss: "" }]) {
    const claims = { ...claimsOf("one", 7), ...odd } as unknown as ReturnType<typeof claimsOf>;
    assert.equal((await office().askByJwt("/api/one/gates", claims)).status, 401, JSON.stringify(odd));
  }
});

for (const iss of ["https://ONE.example.com", "https://one.example.com:443", "http://one.example.com"])
  test(`${iss} is another issuer than https://one.example.com`, async () => {
    assert.equal((await office().askByJwt("/api/one/gates", claimsOf("one", 7, { iss }))).status, 404);
  });

for (const claim of ["job_id", "pipeline_id", "project_path", "ci_config_ref_uri"])
  test(`a CI job's JWT, which has the claim ${claim}, is no person's, though its issuer and groups are right`, async () => {
    const access = [{ who: { issuer: "https://one.example.com", group: "shop/leads" }, sources: ["one"], scopes: all }];
    const claims = claimsOf("one", 7, { groups_direct: "[shop/leads]" });
    const desk = office({ access });
    assert.equal((await desk.askByJwt("/api/one/switch", claims)).status, 200);
    assert.equal((await desk.askByJwt("/api/one/switch", { ...claims, [claim]: "1" })).status, 401);
  });

for (const [groups, may] of [
  ["[shop/leads]", true],
  ["[platform shop/leads]", true],
  ["shop/leads", true],
  ["[shop/leads-of-nobody]", false],
  ["[shop leads]", false],
  ["[]", false],
  ["", false],
] as const)
  test(`the groups ${JSON.stringify(groups)} ${may ? "have" : "do not have"} shop/leads among them`, async () => {
    const who = { issuer: "https://one.example.com", group: "shop/leads" };
    const desk = office({ access: [{ who, sources: ["one"], scopes: ["read"] }] });
    const { status } = await desk.askByJwt("/api/one/switch", claimsOf("one", 7, { groups_direct: groups }));
    assert.equal(status, may ? 200 : 404);
  });

test("groups that another claim tells are nobody's: only GitLab's own have no white space", async () => {
  const who = { issuer: "https://one.example.com", group: "shop/leads" };
  const desk = office({ access: [{ who, sources: ["one"], scopes: ["read"] }] });
  assert.equal((await desk.askByJwt("/api/one/switch", claimsOf("one", 7, { groups: "[shop/leads]" }))).status, 404);
});

test("a subject is the whole subject, of that issuer", async () => {
  const who = { issuer: "https://one.example.com", subject: "7" };
  const desk = office({ access: [{ who, sources: ["one", "two"], scopes: ["read"] }] });
  assert.equal((await desk.askByJwt("/api/two/switch", claimsOf("one", 7))).status, 200);
  assert.equal((await desk.askByJwt("/api/two/switch", claimsOf("one", 77))).status, 404);
  assert.equal((await desk.askByJwt("/api/two/switch", claimsOf("two", 7))).status, 404);
});
