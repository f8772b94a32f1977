import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { redacted, saidBy } from "../../lib/core/redact.ts";

const seed = 40;

/** Each with what must not be left of it. */
const secrets: Readonly<Record<string, readonly [text: string, secret: string]>> = {
  "a personal access token": ["the token glpat-Zx9_kQ-77aa told", "Zx9_kQ"],
  "a routable token with dots": ["glpat-bzoxCnU6MQp0.01.0j1k2m3n4", "0j1k2m3n4"],
  "a token with a prefix of its instance": ["acme-glpat-Zx9_kQ77aa", "Zx9_kQ"],
  "a CI job token": ["glcbt-64_Zx9kQ", "Zx9kQ"],
  "a deploy token": ["gldt-Zx9kQ", "Zx9kQ"],
  "a runner's token": ["glrt-Zx9kQ or glrtr-Yy8pP", "Zx9kQ or glrtr-Yy8pP"],
  "a trigger token": ["glptt-Zx9kQ", "Zx9kQ"],
  "an OAuth secret": ["gloas-Zx9kQ", "Zx9kQ"],
  "a SCIM token": ["glsoat-Zx9kQ", "Zx9kQ"],
  "an incoming mail token": ["glimt-Zx9kQ", "Zx9kQ"],
  "a feed token": ["glft-Zx9kQ", "Zx9kQ"],
  "an agent's token": ["glagent-Zx9kQ", "Zx9kQ"],
  "a signing token": ["whsec_Zx9kQ+/aa==", "Zx9kQ"],
  "a bot token of Slack": ["xoxb-12-34-Zx9kQ", "Zx9kQ"],
  "an app token of Slack": ["xapp-1-A1-Zx9kQ", "Zx9kQ"],
  "an access key of AWS": ["key AKIAZX9KQWERTYUIOPAS.", "ZX9KQWERTYUIOPAS"],
  "a session key of AWS": ["ASIAZX9KQWERTYUIOPAS", "ZX9KQWERTYUIOPAS"],
  "a JWT": ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl", "c2lnbmF0dXJl"],
  "a header of GitLab": ["PRIVATE-TOKEN: Zx9kQ, told", "Zx9kQ"],
  "a header with a scheme": ["authorization: Basic Zx9kQ==", "Zx9kQ"],
  "a bearer without its header": ["sent Bearer Zx9kQ.abcdefghijklmno", "Zx9kQ"],
  "a field of JSON": ['{"access_token":"Zx9kQ","x":1}', "Zx9kQ"],
  "a field of a form": ["client_id=1&client_secret=Zx9kQ&x=1", "Zx9kQ"],
  "a variable": ["CI_JOB_TOKEN=Zx9kQ make", "Zx9kQ"],
  "a user and a password": ["cloned https://bot:Zx9@kQ@gitlab.example.com/shop/api.git", "Zx9@kQ"],
  "a query": ["GET https://gitlab.example.com/api?private_token=Zx9kQ&x#y told", "Zx9kQ"],
  "an e-mail address": ["jane.doe+ci@mail.example.com said", "jane.doe"],
  "an e-mail address of an address": ["mailto jane.doe%40example.com", "jane.doe"],
};

describe("there is nothing left of", () => {
  for (const [name, [text, secret]] of Object.entries(secrets))
    test(name, () => {
      const told = redacted(text);
      assert.ok(!told.includes(secret), told);
      assert.ok(told.includes("[hidden]"), told);
      assert.equal(redacted(told), told);
    });
});

test("what is no secret is told as it is", () => {
  const plain = [
    'job 1001 "deploy: prod" retried as 1002',
    "GET /projects/7/jobs/1001: 403 Forbidden",
    "the token is wrong, expired or revoked: make a new one",
    "these SSM parameters cannot be read: /penstock/prod/gitlab/token",
    "rule retry-system-failures@12 of shop/api, @jane.doe approved",
    "https://gitlab.example.com/shop/api/-/jobs/1001 at 2026-11-21T10:00:00.000Z",
    "arn:aws:iam::123456789012:user/operator",
    "gitlab/42/job:1001/retry",
  ];
  assert.deepEqual(plain.map(redacted), plain);
});

test("an error tells what it says, and what is no error its text, both without secrets", () => {
  assert.equal(saidBy(new TypeError("no header PRIVATE-TOKEN: Zx9kQ")), "no header PRIVATE-TOKEN: [hidden]");
  assert.equal(saidBy("glpat-Zx9kQ"), "[hidden]");
});

test("a token is hidden wherever it stands, between whatever else", () => {
  const token = "glpat-Zx9kQ77aaBB";
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (before, after) => {
      assert.ok(!redacted(`${before} ${token} ${after}`).includes("Zx9kQ77aaBB"));
    }),
    { seed, numRuns: 2_000 },
  );
});

/** Each is what some expression of the redactor may begin with, again and again. */
const hostile = [
  "a",
  "glpat",
  "a@",
  "eyJ",
  "authorization ",
  "http://",
  "token='",
  "AKIA",
  "%40",
  "a.",
  "@a",
  "secret=",
];

test("no text takes long: half a million letters of whatever begins like a secret", () => {
  for (const part of hostile) {
    const text = part.repeat(Math.ceil(500_000 / part.length));
    const [small, large] = [text.slice(0, 50_000), text].map((one) => {
      const began = process.cpuUsage();
      redacted(one);
      return process.cpuUsage(began).user / 1000;
    });
    assert.ok((large ?? 0) < 1_000, `${part}: ${large} ms, a tenth of it took ${small} ms`);
  }
});
