import assert from "node:assert/strict";
import { test } from "node:test";
import { createEffects } from "../../lib/gitlab/effects.ts";
import { plainWords } from "../../lib/gitlab/plainwords.ts";
import { served } from "./openhttp.ts";
import { json, now } from "./server.ts";

const secret = 's3cr<et> & "quo"\\te\nline';
const asJson = JSON.stringify(secret);
const code = (text: string) => text.charCodeAt(0);

for (const [how, echo] of [
  ["as Rails writes JSON", asJson.replace(/[<>&]/g, (sign) => `\\u00${code(sign).toString(16)}`)],
  ["as a web page writes it", secret.replace(/[<>&"]/g, (sign) => `&#${code(sign)};`)],
  ["as an address writes it", encodeURIComponent(secret)],
  ["as a form writes it", `${new URLSearchParams({ secret })}`],
  ["as JSON within JSON", JSON.stringify(asJson)],
  ["in base 64", Buffer.from(secret).toString("base64")],
  ["cut short", `input is ${secret.slice(0, 5)}...`],
  ["cut off at its beginning", secret.slice(4)],
  ["wrapped", [...secret].join("\n")],
  ["with nothing between its letters", [...secret].join("\u200b")],
  ["after words that GitLab says itself", `403 Forbidden - Job is not retryable, ${secret}`],
] as const)
  test(`a value that GitLab echoes ${how} is not told`, async (t) => {
    for (const status of [400, 500]) {
      const { http } = await served(t, (_, response) => json(response, status, { message: echo }));
      const effects = createEffects(http, () => now);
      for (const reply of [
        await effects.play(7, 1, { variables: { SECRET: secret } }),
        await effects.retry(7, 1, { inputs: { list: [{ secret }] } }),
      ]) {
        assert.ok("message" in reply);
        const said = reply.message.replace(/^POST \/projects\/7\/jobs\/1\/(play|retry): /, "");
        assert.match(
          said,
          /^\d{3}( Forbidden - Job is not retryable)? … \(words that may quote a value are left out\)$/,
        );
      }
    }
  });

test("short values and numbers that GitLab echoes are not told either", async (t) => {
  const { http } = await served(t, (_, response) => json(response, 400, { message: "pin 123 and true and 7" }));
  const reply = await createEffects(http, () => now).play(7, 1, {
    variables: { PIN: "123" },
    inputs: { a: 7, b: true },
  });
  assert.ok(reply.kind === "rejected" && !/pin|123|true/.test(reply.message), JSON.stringify(reply));
});

test("a value that is a part of GitLab's own sentence does not hide it", async (t) => {
  const { http } = await served(t, (_, response) =>
    json(response, 400, { message: "400 Bad request - Unplayable Job" }),
  );
  const reply = await createEffects(http, () => now).play(7, 1, { variables: { DEED: "play" } });
  assert.deepEqual(reply, {
    kind: "rejected",
    status: 400,
    message: "POST /projects/7/jobs/1/play: 400 Bad request - Unplayable Job",
  });
});

test("where no value is given, GitLab's words are told, whatever they are", async (t) => {
  const { http } = await served(t, (_, response) => json(response, 400, { message: "a new reason" }));
  const reply = await createEffects(http, () => now).play(7, 1);
  assert.ok(reply.kind === "rejected" && reply.message.endsWith(": 400 a new reason"));
});

for (const words of [
  "400",
  "403 Forbidden",
  "404 Job Not Found",
  "404 Not found",
  "400 Bad request - Unknown input: replicas",
  "400 Bad request - `replicas` input: provided value is not a number",
  "403 insufficient_scope: The request requires higher privileges than provided by the access token.",
  "409 Action temporarily disabled. The project this job belongs to is undergoing stats refresh.",
  "429 This endpoint has been requested too many times. Try again later.",
])
  test(`what quotes no value is told whole: ${words}`, () => assert.equal(plainWords(words, ["replicas"]), words));

for (const [words, told] of [
  ["400 Bad request - `replicas` input: `12` cannot be used", "400 Bad request - `replicas` input:"],
  ["400 Bad request - `hunter2` input: no", "400 Bad request"],
  ["403 Forbidden - hunter2", "403 Forbidden"],
  ["403 Forbiddenhunter2", "403"],
] as const)
  test(`what may quote a value is told as far as it cannot: ${words}`, () =>
    assert.equal(plainWords(words, ["replicas"]), `${told} … (words that may quote a value are left out)`));
