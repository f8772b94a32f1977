import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { spanSeconds, spanText } from "../../lib/core/span.ts";

for (const [text, seconds] of [
  ["1s", 1],
  ["90s", 90],
  ["15m", 900],
  ["2h", 7200],
  ["30d", 2_592_000],
  ["1w", 604_800],
  ["1h30m", 5400],
  ["30m1h", 5400],
  ["1m1m", 120],
  ["0h1s", 1],
  ["3650d", 315_360_000],
] as const)
  test(`${text} is ${seconds} seconds`, () => {
    assert.equal(spanSeconds(text), seconds);
  });

for (const text of [
  "",
  "0",
  "0s",
  "0h0m",
  "-1h",
  "1.5h",
  "15",
  "m",
  "15 m",
  "15M",
  "1y",
  "1e9d",
  "3651d",
  "1h-1m",
  " 1h",
  "1h\n",
])
  test(`${JSON.stringify(text)} is no span`, () => {
    assert.equal(spanSeconds(text), undefined);
  });

test("a number of ten digits is no span, whatever its unit", () => {
  assert.equal(spanSeconds("999999999s"), undefined);
  assert.equal(spanSeconds("0000000001s"), undefined);
  assert.equal(spanSeconds("000000001s"), 1);
});

for (const [seconds, text] of [
  [0, "0s"],
  [-5, "0s"],
  [59, "59s"],
  [900, "15m"],
  [5400, "1h 30m"],
  [604_800, "7d"],
  [90_061, "1d 1h"],
  [86_401, "1d 1s"],
  [59.6, "1m"],
] as const)
  test(`${seconds} seconds read as ${text}`, () => {
    assert.equal(spanText(seconds), text);
  });

test("a span of whole units is read back from what people see", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 99 }), fc.constantFrom("s", "m", "h", "d"), (count, unit) => {
      const seconds = spanSeconds(`${count}${unit}`);
      assert.ok(seconds !== undefined);
      assert.equal(spanSeconds(spanText(seconds).replaceAll(" ", "")), seconds);
    }),
    { seed: 20_261_101, numRuns: 300 },
  );
});
