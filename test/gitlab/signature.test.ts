import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { prepareSecret, type Secret } from "../../lib/gitlab/secret.ts";
import { type Headers, isAuthentic } from "../../lib/gitlab/signature.ts";

const signingValue = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const otherValue = `whsec_${Buffer.alloc(32, 9).toString("base64")}`;
const tokenValue = "a-plain-token-of-2016";

function secretOf(id: string, value: string): Secret {
  const secret = prepareSecret({ id, value });
  assert.ok("kind" in secret);
  return secret;
}

const signing = secretOf("signing", signingValue);
const other = secretOf("other", otherValue);
const token = secretOf("token", tokenValue);

const id = "f5e5f430-f57b-4e6e-9fac-d9128cd7232f";
const timestamp = 1744578123;
const body = Buffer.from('{"object_kind":"build","build_id":1977}');
const now = timestamp * 1000;

function signed(value: string, changes: { id?: string; timestamp?: string; body?: Uint8Array } = {}): Headers {
  const key = Buffer.from(value.slice(6), "base64");
  const sent = { id, timestamp: String(timestamp), body, ...changes };
  const digest = createHmac("sha256", key).update(`${sent.id}.${sent.timestamp}.`).update(sent.body).digest("base64");
  return { "webhook-id": sent.id, "webhook-timestamp": sent.timestamp, "webhook-signature": `v1,${digest}` };
}

const check = (headers: Headers, secrets = [signing], at = now, bytes: Uint8Array = body) =>
  isAuthentic({ headers, body: bytes, secrets, now: at });

const isRefused = (result: ReturnType<typeof check>) => "refused" in result;

for (const [name, delivery, seconds, text, signature] of [
  ["ASCII", id, 1744578123, '{"object_kind":"build","build_id":1977}', "JawtsnraI75fqBm55pTGkqdQcTp0sDEr38M2uhLV9Nk="],
  [
    "emoji",
    id,
    1744578123,
    '{"object_kind":"pipeline","note":"héllo ☃ 🚀"}',
    "mM6Q3BVjEsoj4UW4/TvF2vrvRKFdB2nuTjpYMNzC0Nc=",
  ],
  [
    "an empty object",
    "0b1d7f52-3c1f-4c6e-9d93-3b9f0f6a7c11",
    1785657594,
    "{}",
    "qA5v4yxZ5w0KU1lKz8qSzk0bARUNcDPJx/7BPxhDP8Y=",
  ],
] as const)
  test(`a delivery as GitLab signs it is authentic: ${name}`, () => {
    const headers = {
      "webhook-id": delivery,
      "webhook-timestamp": String(seconds),
      "webhook-signature": `v1,${signature}`,
    };
    assert.deepEqual(check(headers, [signing], seconds * 1000, Buffer.from(text)), { secret: "signing" });
  });

test("a delivery with any bit flipped, in body, id, time or signature, is refused", () => {
  const good = signed(signingValue);
  const flip = (bytes: Buffer, bit: number) => {
    const copy = Buffer.from(bytes);
    const at = Math.floor(bit / 8) % copy.length;
    copy[at] = (copy[at] ?? 0) ^ (1 << (bit % 8));
    return copy;
  };
  fc.assert(
    fc.property(fc.nat(100_000), fc.constantFrom("body", ...Object.keys(good)), (bit, part) => {
      if (part === "body") return isRefused(check(good, [signing], now, flip(body, bit)));
      const text = flip(Buffer.from(good[part] ?? "", "latin1"), bit).toString("latin1");
      return isRefused(check({ ...good, [part]: text }));
    }),
    { seed: 7, numRuns: 2000 },
  );
});

test("a delivery that lacks any one of the three headers is refused", () => {
  for (const name of Object.keys(signed(signingValue)))
    assert.ok(isRefused(check({ ...signed(signingValue), [name]: undefined })), name);
});

test("once a signing secret is configured, the right plain token is not enough", () => {
  assert.deepEqual(check({ "x-gitlab-token": tokenValue }, [token]), { secret: "token" });
  assert.ok(isRefused(check({ "x-gitlab-token": tokenValue }, [token, signing])));
  assert.ok(isRefused(check({ ...signed(otherValue), "x-gitlab-token": tokenValue }, [token, signing])));
  assert.deepEqual(check({ ...signed(signingValue), "x-gitlab-token": "odd" }, [token, signing]), {
    secret: "signing",
  });
});

test("during a rotation both secrets are good, and the answer tells which one matched", () => {
  assert.deepEqual(check(signed(otherValue), [signing, other]), { secret: "other" });
  assert.deepEqual(check(signed(signingValue), [signing, other]), { secret: "signing" });
  assert.ok(isRefused(check(signed(otherValue), [signing])));
  const second = secretOf("second", "another-token-of-2020");
  assert.deepEqual(check({ "x-gitlab-token": "another-token-of-2020" }, [token, second]), { secret: "second" });
});

test("a signature is good for 300 s before and after, not for 301", () => {
  for (const [seconds, good] of [
    [300, true],
    [-300, true],
    [301, false],
    [-301, false],
  ] as const)
    assert.equal(!isRefused(check(signed(signingValue), [signing], now + seconds * 1000)), good, String(seconds));
});

for (const time of [
  "",
  "abc",
  "1744578123.5",
  "-1744578123",
  "1e9",
  "01744578123",
  " 1744578123",
  "0x67fc25cb",
  "1".repeat(13),
])
  test(`a rightly signed time that is no plain number of seconds is refused: "${time}"`, () => {
    const at = Number.isFinite(Number(time)) ? Number(time) * 1000 : now;
    assert.ok(isRefused(check(signed(signingValue, { timestamp: time }), [signing], at)));
  });

for (const odd of ["", "a.b", "a b", "a,b", "é", "x".repeat(129)])
  test(`a rightly signed delivery with an odd id is refused: "${odd.slice(0, 10)}"`, () => {
    assert.ok(isRefused(check(signed(signingValue, { id: odd }))));
  });

const good = signed(signingValue)["webhook-signature"] ?? "";
const digest = good.slice(3);
for (const [why, list] of [
  ["version 0", `v0,${digest}`],
  ["version 2", `v2,${digest}`],
  ["version 1a", `v1a,${digest}`],
  ["no version", digest],
  ["a truncated digest", good.slice(0, -2)],
  ["no padding", good.slice(0, -1)],
  ["url-safe base64", good.replaceAll("+", "-").replaceAll("/", "_").slice(0, -1)],
  ["a comma more", `${good},`],
  ["a digest more", `${good}A`],
  ["sent twice", `${good}, ${good}`],
  ["a space more", `${good} `],
  ["a look-alike letter", good.replace("v", "ｖ")],
] as const)
  test(`a signature with ${why} is refused`, () =>
    assert.ok(isRefused(check({ ...signed(signingValue), "webhook-signature": list }))));

test("one good signature among others is enough, as long as it is one of the first ten", () => {
  const bad = `v1,${Buffer.alloc(32, 1).toString("base64")}`;
  const list = (before: number) => [...Array(before).fill(bad), good].join(" ");
  assert.ok(!isRefused(check({ ...signed(signingValue), "webhook-signature": list(9) })));
  assert.ok(isRefused(check({ ...signed(signingValue), "webhook-signature": list(10) })));
  assert.ok(!isRefused(check({ ...signed(signingValue), "webhook-signature": `v2,abc ${good}` })));
});

test("a body that was parsed and written again, or has a byte order mark, is refused", () => {
  const spaced = Buffer.from('{ "a": 1 }');
  assert.ok(isRefused(check(signed(signingValue, { body: spaced }), [signing], now, Buffer.from('{"a":1}'))));
  assert.ok(isRefused(check(signed(signingValue), [signing], now, Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), body]))));
});

for (const [why, sent] of [
  ["nothing", ""],
  ["its beginning", tokenValue.slice(0, -1)],
  ["one character more", `${tokenValue}x`],
  ["other case", tokenValue.toUpperCase()],
  ["a joined second one", `${tokenValue}, ${tokenValue}`],
] as const)
  test(`a plain token is refused when it is ${why}`, () =>
    assert.ok(isRefused(check({ "x-gitlab-token": sent }, [token]))));

test("without any secret everything is refused", () => {
  assert.deepEqual(check(signed(signingValue), []), { refused: "no secret is configured" });
});
