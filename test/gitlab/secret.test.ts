import assert from "node:assert/strict";
import { test } from "node:test";
import { prepareSecret } from "../../lib/gitlab/secret.ts";

const signingValue = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const tokenValue = "a-plain-token-of-2016";

const kindOf = (value: string) => {
  const made = prepareSecret({ id: "main", value });
  return "kind" in made ? made.kind : made.problem;
};

for (const [why, value] of [
  ["empty", ""],
  ["blank", "                    "],
  ["short", "fifteen-letters"],
  ["with a space before it", ` ${tokenValue}`],
  ["with a line break after it", `${tokenValue}\n`],
  ["with a line break in it", "a-plain-token\nof-2016"],
  ["not ASCII", "ein-Schlüssel-von-2016"],
  ["whsec_ alone", "whsec_"],
  ["a signing token in quotes, which is no plain one", `"${signingValue}"`],
  ["a signing token behind its name", `token=${signingValue}`],
  ["a signing token in capitals", signingValue.toUpperCase()],
  ["whsec_ with 15 bytes", `whsec_${Buffer.alloc(15).toString("base64")}`],
  ["whsec_ with no base64", "whsec_this is no base64 at all, is it?"],
  ["whsec_ without padding", signingValue.slice(0, -1)],
  ["whsec_ in url-safe base64", `whsec_${Buffer.alloc(33, 255).toString("base64url")}`],
] as const)
  test(`a secret that is ${why} cannot be used, and the reason does not repeat it`, () => {
    const made = prepareSecret({ id: "main", value });
    assert.ok("problem" in made);
    assert.match(made.problem, /^webhook secret "main" .+: \w+/);
    assert.ok(value.trim().length < 7 || !made.problem.includes(value.trim()));
  });

test("the shortest secrets that may be used are 16 bytes and 16 characters long", () => {
  assert.equal(kindOf(`whsec_${Buffer.alloc(16).toString("base64")}`), "signing");
  assert.equal(kindOf("sixteen-letters!"), "token");
});

test("a secret made ready does not show its value", () => {
  const shown = JSON.stringify([signingValue, tokenValue].map((value) => prepareSecret({ id: "main", value })));
  assert.ok(!shown.includes(tokenValue) && !shown.includes("AAECAwQF"));
});
