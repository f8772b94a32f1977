import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { minimatch } from "minimatch";
import { matchesGlob } from "../../lib/core/pattern.ts";

for (const [pattern, text, matches] of [
  ["", "", true],
  ["", "a", false],
  ["main", "main", true],
  ["main", "maine", false],
  ["main", "Main", false],
  ["*", "", true],
  ["*", "main", true],
  ["*", "feature/x", false],
  ["v*", "v1.0", true],
  ["v*", "v", true],
  ["v*", "v1/x", false],
  ["?", "a", true],
  ["?", "/", false],
  ["?", "", false],
  ["?", "😀", true],
  ["**", "", true],
  ["**", "a/b/c", true],
  ["platform/**", "platform/a/b", true],
  ["platform/**", "platform", false],
  ["platform/**", "platforms/a", false],
  ["a/**/b", "a/b", true],
  ["a/**/b", "a/x/y/b", true],
  ["a/**/b", "a/xb", false],
  ["a/**/b", "ab", false],
  ["**/b", "b", true],
  ["**/b", "a/b", true],
  ["**/b", "ab", false],
  ["x**y", "x/1/2/y", true],
  ["**/legacy/**", "a/legacy/b", true],
  ["refs/merge-requests/**", "refs/merge-requests/7/head", true],
  ["deploy:*", "deploy:production", true],
  ["rspec: [linux, 3.2]", "rspec: [linux, 3.2]", true],
  ["[ab]", "a", false],
  ["{a,b}", "a", false],
  ["a.c", "abc", false],
  ["a+", "aa", false],
  ["***", "a/b", true],
  ["*a*b*", "xaxbx", true],
  ["*a*b*", "xbxax", false],
] as const)
  test(`${JSON.stringify(pattern)} ${matches ? "matches" : "does not match"} ${JSON.stringify(text)}`, () => {
    assert.equal(matchesGlob(pattern, text), matches);
  });

const seed = 20_261_101;

/** A path part without `.` and `..`, which minimatch treats as directories. */
const part = fc.stringMatching(/^[ab.-]{1,4}$/).filter((text) => text !== "." && text !== "..");
const patternPart = fc.oneof(
  { weight: 2, arbitrary: part },
  { weight: 2, arbitrary: fc.stringMatching(/^[ab?*]{1,4}$/).filter((text) => !text.includes("**")) },
  { weight: 1, arbitrary: fc.constant("**") },
);

test("paths match as minimatch has it", () => {
  const path = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join("/"));
  const pattern = fc.array(patternPart, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
  const options = {
    dot: true,
    nobrace: true,
    noext: true,
    nocomment: true,
    nonegate: true,
    platform: "linux",
  } as const;
  let matched = 0;
  fc.assert(
    fc.property(pattern, path, (glob, text) => {
      const answer = matchesGlob(glob, text);
      if (answer) matched++;
      assert.equal(answer, minimatch(text, glob, options));
    }),
    { seed, numRuns: 20_000 },
  );
  assert.ok(matched > 500, `only ${matched} pairs matched`);
});

test("a text without stars matches itself alone", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (one, other) => {
      fc.pre(!/[*?]/.test(one));
      assert.equal(matchesGlob(one, one), true);
      assert.equal(matchesGlob(one, other), one === other);
    }),
    { seed, numRuns: 1000 },
  );
});

// Backtracking matchers need longer than the universe for these; a walk needs text times pattern.
for (const [name, pattern, text] of [
  ["many stars", "*a".repeat(60), `${"a".repeat(5000)}b`],
  ["many double stars", "**a".repeat(60), `${"a".repeat(5000)}b`],
  ["many parts", "**/".repeat(60).concat("b"), "a/".repeat(3000).concat("c")],
  ["stars and marks", "*?".repeat(60).concat("b"), "a".repeat(5000)],
] as const)
  test(`a hostile pattern comes to its end: ${name}`, () => {
    assert.equal(matchesGlob(pattern, text), false);
  });
