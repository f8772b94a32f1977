import assert from "node:assert/strict";
import { test } from "node:test";
import { sourceFiles } from "./sources.ts";

const files = sourceFiles("functions", "lib");

/** What touches the process lives in one file each; everything else is given it. `lib/cli` may print and look around. */
const rim = [
  { what: "the environment", pattern: /\bprocess\.env\b/, home: ["lib/edge/config.ts"] },
  { what: "the clock", pattern: /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(/, home: ["lib/edge/clock.ts"] },
  { what: "randomness", pattern: /\bMath\.random\(|\brandom(UUID|Bytes|Int)\(/, home: ["lib/edge/random.ts"] },
  { what: "the console", pattern: /\bconsole\.|\bnew Logger\(/, home: ["lib/edge/log.ts", "lib/cli/print.ts"] },
] as const;

for (const { what, pattern, home } of rim)
  test(`${what} is touched in ${home.join(" and ")} alone`, () => {
    const touching = files.filter(({ text }) => pattern.test(text)).map(({ path }) => path);
    assert.deepEqual(touching.toSorted(), home.toSorted());
  });

test("no file has a second noun: none is longer than 200 lines", () => {
  const long = sourceFiles("functions", "lib", "infra")
    .map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }))
    .filter(({ lines }) => lines > 200);
  assert.deepEqual(long, []);
});

test("there are no drawers without a name", () => {
  const drawers = files.filter(({ path }) => /\b(utils?|helpers?|common|misc|manager|service)s?\b/i.test(path));
  assert.deepEqual(drawers, []);
});
