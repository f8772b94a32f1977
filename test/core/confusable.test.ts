import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isConfusable, strangeIn } from "../../lib/core/confusable.ts";

const seed = 20_261_122;

/** Names of jobs, and what may be taken for them. */
const alike: readonly (readonly [name: string, other: string])[] = [
  ["deploy", "d\u0435ploy"],
  ["deploy", "\uff44\uff45\uff50\uff4c\uff4f\uff59"],
  ["deploy", "\ud835\udc1d\ud835\udc1eploy"],
  ["deploy", "de\u200bploy"],
  ["deploy", "\u202edeploy"],
  ["deploy", "dep1oy"],
  ["deploy", "dep|oy"],
  ["deploy", "Deploy"],
  ["deploy", "depl\u03bfy"],
  ["deploy", "depl\u00f6y"],
  ["deploy", "deploy "],
  ["deploy production", "deploy\u00a0production"],
  ["deploy production", "deploy  production"],
  ["deploy-eu", "deploy\u2010eu"],
  ["deploy-eu", "deploy\u2013eu"],
  ["deploy:eu", "deploy\u2236eu"],
  ["deploy/eu", "deploy\u2215eu"],
  ["l'api", "l\u2019api"],
  ["rspec 10", "rspec lO"],
  ["warm", "warrn"],
  ["\u0440\u0430\u0441\u0441", "pacc"],
];

for (const [name, other] of alike)
  test(`${JSON.stringify(other)} may be taken for ${JSON.stringify(name)}`, () => {
    assert.ok(isConfusable(name, other));
    assert.ok(isConfusable(other, name));
    assert.ok(!isConfusable(name, name) && !isConfusable(other, other));
  });

for (const [name, other] of [
  ["deploy", "deploy-eu"],
  ["deploy", "depoly"],
  ["rspec 1/2", "rspec 2/2"],
  ["build", "test"],
  ["\u0442\u0435\u0441\u0442", "build"],
] as const)
  test(`${other} is not taken for ${name}`, () => assert.ok(!isConfusable(name, other)));

test("whatever two names are, the question has an answer, and the same the other way round", () => {
  const text = fc.string({ unit: "binary", maxLength: 20 });
  fc.assert(
    fc.property(text, text, (one, other) => assert.equal(isConfusable(one, other), isConfusable(other, one))),
    { seed, numRuns: 2000 },
  );
});

test("plain text has no strange letter, and of the first one its code point is told", () => {
  assert.equal(strangeIn("https://git.example.com/a_b/-/jobs/1?x=~"), undefined);
  assert.deepEqual(strangeIn("a\u0430\u03b1"), { codePoint: "U+0430", letter: "\u0430", like: "a" });
  assert.deepEqual(strangeIn("a b"), { codePoint: "U+0020" });
  assert.deepEqual(strangeIn("\u{1f600}"), { codePoint: "U+1F600", letter: "\u{1f600}" });
});
