import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { canariesOf, formsOf, searchFor } from "./canaries.ts";
import { oneRound, secretProofs } from "./proofs.ts";

const seed = 1;

for (const { says, cases, run } of secretProofs)
  test(says, { timeout: 300_000 }, async (t) => {
    const { violations, figures } = await run(cases.onPush, seed);
    t.diagnostic(JSON.stringify(figures));
    assert.deepEqual(violations, []);
  });

test("without the redactor the same walk finds secrets in the log, in tables and in answers", {
  timeout: 300_000,
}, async () => {
  const { leaks } = await oneRound(seed, true);
  for (const place of ["printed", "stored"])
    assert.ok(
      leaks.some((leak) => leak.includes(` in ${place} `)),
      `none in ${place}: ${leaks.join("\n")}`,
    );
});

describe("a canary is found", () => {
  const canaries = canariesOf(seed);
  const search = searchFor(canaries);
  for (const [name, value] of Object.entries(canaries))
    test(`${name}, in each of its spellings`, () => {
      for (const form of formsOf(value)) assert.ok(search(`before ${form} after`).includes(name as never), form);
    });

  test("wherever in a longer text it stood that was encoded", () => {
    for (const before of ["", "a", "ab", "abc"]) {
      const text = Buffer.from(`${before}${canaries.apiToken} and more`);
      for (const encoding of ["base64", "base64url", "hex"] as const)
        assert.deepEqual(search(text.toString(encoding)), ["apiToken"], `${before} ${encoding}`);
    }
  });

  test("and nothing else is", () => {
    assert.deepEqual(search(JSON.stringify(canariesOf(seed + 1))), []);
  });
});
