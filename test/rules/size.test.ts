import assert from "node:assert/strict";
import { test } from "node:test";
import { sizeBytes, sizeText } from "../../lib/rules/size.ts";

for (const [text, bytes] of [
  ["1B", 1],
  ["500KB", 512_000],
  ["64 KB", 65_536],
  ["1.5MB", 1_572_864],
  ["1gb", 1_073_741_824],
  ["1GiB", 1_073_741_824],
  ["1000TB", 1_099_511_627_776_000],
  ["1001TB", undefined],
  ["0KB", undefined],
  ["-1KB", undefined],
  ["100", undefined],
  ["MB", undefined],
  ["1e3KB", undefined],
  ["1PB", undefined],
  ["1 000KB", undefined],
  ["", undefined],
] as const)
  test(`a size of ${JSON.stringify(text)} is ${bytes ?? "none"}`, () => assert.equal(sizeBytes(text), bytes));

test("sizes are told in the largest unit that fits", () => {
  assert.deepEqual([0, 350, 1024, 1_572_864, 2 ** 41].map(sizeText), ["0 B", "350 B", "1 KB", "1.5 MB", "2 TB"]);
});
