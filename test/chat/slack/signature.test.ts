import assert from "node:assert/strict";
import { test } from "node:test";
import type { Knocking } from "../../../lib/chat/provider.ts";
import { clickFields, commandFields, knock, now, secret, signed } from "./knocking.ts";

const seconds = (count: number) => now + count * 1000;

function assertRefused(request: Knocking, why: RegExp, name = ""): void {
  const told = knock(request);
  assert.ok("refused" in told, `${name} was heard`);
  assert.equal(told.refused, 401, name);
  assert.match(told.why, why, name);
}

function isHeard(request: Knocking): boolean {
  const told = knock(request);
  return !("refused" in told) && !("nothing" in told);
}

test("what Slack signed is heard, with any of the live secrets", () => {
  assert.ok(isHeard(signed(commandFields())));
  const old = signed(commandFields(), { key: "an older secret" });
  assertRefused(old, /does not match/);
  assert.ok(!("refused" in knock(old, { signingSecrets: [secret, "an older secret"] })));
});

test("the signature of Slack's own example is right", () => {
  // Source: docs.slack.dev/authentication/verifying-requests-from-slack (read 2026-11)
  const body =
    "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar" +
    "&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=" +
    "https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN" +
    "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
  const request = {
    headers: {
      "x-slack-request-timestamp": "1531420618",
      "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    },
    body: Buffer.from(body),
    now: 1_531_420_618_000,
  };
  const told = knock(request, { workspaces: ["T1DC2JH3J"] });
  assert.ok("speaker" in told);
  assert.equal(told.speaker.user, "U2CERLKJA");
});

test("300 seconds of difference are believed, in both directions; 301 are not", () => {
  for (const at of [seconds(-300), seconds(300)]) assert.ok(isHeard(signed(commandFields(), { at })));
  for (const at of [seconds(-301), seconds(301)]) assertRefused(signed(commandFields(), { at }), /300 s away/);
});

test("a signature with any one byte changed is refused", () => {
  const request = signed(commandFields());
  const signature = request.headers["x-slack-signature"] ?? "";
  assert.equal(signature.length, 67);
  for (let at = 0; at < signature.length; at++) {
    const other = signature[at] === "0" ? "1" : "0";
    const flipped = signature.slice(0, at) + other + signature.slice(at + 1);
    assertRefused({ ...request, headers: { ...request.headers, "x-slack-signature": flipped } }, /signature/, `${at}`);
  }
});

test("a body with any one byte changed is refused, before anything in it is read", () => {
  for (const fields of [commandFields(), clickFields()]) {
    const request = signed(fields);
    for (let at = 0; at < request.body.length; at++) {
      const body = Uint8Array.from(request.body);
      body[at] = (body[at] ?? 0) ^ 1;
      assertRefused({ ...request, body }, /does not match/, `${at}`);
    }
  }
});

const forgeries: Readonly<Record<string, Record<string, string | undefined>>> = {
  "no signature": { "x-slack-signature": undefined },
  "an empty signature": { "x-slack-signature": "" },
  "only the version": { "x-slack-signature": "v0=" },
  "no time": { "x-slack-request-timestamp": undefined },
  "time as a word": { "x-slack-request-timestamp": "now" },
  "time with a sign": { "x-slack-request-timestamp": `+${now / 1000}` },
  "time with a zero before it": { "x-slack-request-timestamp": `0${now / 1000}` },
  "time with an exponent": { "x-slack-request-timestamp": "1e9" },
  "time in milliseconds": { "x-slack-request-timestamp": String(now) },
  "time with a colon": { "x-slack-request-timestamp": `${now / 1000}:` },
};

for (const [name, more] of Object.entries(forgeries))
  test(`not believed: ${name}`, () => assertRefused(signed(commandFields(), { more }), /missing or malformed|away/));

test("a header that was sent twice is refused, even with the right value in it twice", () => {
  const request = signed(commandFields());
  for (const name of ["x-slack-signature", "x-slack-request-timestamp"]) {
    const value = request.headers[name];
    for (const twice of [`${value},${value}`, `${value}, v0=00`, `v0=00,${value}`])
      assertRefused({ ...request, headers: { ...request.headers, [name]: twice } }, /missing or malformed/, twice);
  }
});

test("other spellings of the right signature are refused", () => {
  const request = signed(commandFields());
  const signature = request.headers["x-slack-signature"] ?? "";
  const spellings = [
    signature.toUpperCase(),
    ` ${signature}`,
    `${signature}\n`,
    signature.slice(3),
    `v1${signature.slice(2)}`,
  ];
  for (const spelling of spellings)
    assertRefused(
      { ...request, headers: { ...request.headers, "x-slack-signature": spelling } },
      /malformed/,
      spelling,
    );
});

test("a body that was read and written again is another one, and refused", () => {
  const body = commandFields().toString().replaceAll("+", "%20");
  assert.notEqual(body, commandFields().toString());
  assertRefused({ ...signed(commandFields()), body: Buffer.from(body) }, /does not match/);
});

test("the border between the time and the body cannot be moved", () => {
  const request = signed(`9:${commandFields()}`);
  const moved = `${request.headers["x-slack-request-timestamp"]}:9`;
  const body = Buffer.from(commandFields().toString());
  assertRefused({ ...request, body, headers: { ...request.headers, "x-slack-request-timestamp": moved } }, /malformed/);
});

test("without a secret, or with an empty one, nobody is believed", () => {
  for (const signingSecrets of [[], [""]]) {
    const told = knock(signed(commandFields(), { key: "" }), { signingSecrets });
    assert.ok("refused" in told && told.refused === 401);
  }
});

test("why something is refused tells nothing of a secret or of the body", () => {
  const told = knock(signed(commandFields({ text: "hush-hush" }), { key: "another" }));
  assert.ok("refused" in told);
  assert.doesNotMatch(told.why, new RegExp(`hush|${secret}|T012AB3C4`));
});
