import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { baseName } from "../../../lib/cli/jobs/filename.ts";
import { readInputs, readVariables } from "../../../lib/cli/jobs/given.ts";
import { createArrayText, jsonOf, jsonText } from "../../../lib/cli/jobs/json.ts";
import { progressText } from "../../../lib/cli/jobs/progress.ts";
import { readSize, sizeText } from "../../../lib/cli/jobs/text.ts";

const seed = 20_261_121;

for (const [text, bytes] of [
  ["1", 1],
  ["512B", 512],
  ["5GB", 5_000_000_000],
  ["5g", 5_000_000_000],
  ["1.5 MB", 1_500_000],
  ["5GiB", 5 * 1024 ** 3],
  ["0", undefined],
  ["", undefined],
  ["-1", undefined],
  ["5iB", undefined],
  ["five", undefined],
  ["9999999999TB", undefined],
] as const)
  test(`the size ${JSON.stringify(text)} is ${bytes} bytes`, () => {
    assert.equal(readSize(text), bytes);
  });

test("bytes read as people write them", () => {
  assert.deepEqual([0, 999, 1000, 1_500_000, 999_960, 5e9].map(sizeText), [
    "0 B",
    "999 B",
    "1.0 kB",
    "1.5 MB",
    "1.0 MB",
    "5.0 GB",
  ]);
});

test("a download's line tells share, speed and what is left, or only what came where the whole is not known", () => {
  assert.equal(
    progressText({ bytes: 1_000_000, ofBytes: 4_000_000, seconds: 2 }),
    `[${"#".repeat(6)}${" ".repeat(18)}] 25 %  1.0 MB of 4.0 MB  500.0 kB/s  6s left`,
  );
  assert.ok(!progressText({ bytes: 1000, ofBytes: 4000, seconds: 0.5 }).includes("left"));
  assert.equal(progressText({ bytes: 1500, seconds: 0 }), "1.5 kB");
  assert.match(progressText({ bytes: 4, ofBytes: 4, seconds: 1 }), /100 % {2}4 B of 4 B {2}4 B\/s$/);
});

for (const [sent, name] of [
  ["artifacts.zip", "artifacts.zip"],
  ["../../etc/passwd", "passwd"],
  ["..\\..\\boot.ini", "boot.ini"],
  ["/abs/olute.txt", "olute.txt"],
  [".bashrc", "bashrc"],
  ["-rf", "rf"],
  ["a\u001b[2Jb.zip", "a_[2Jb.zip"],
  ["a:b|c?.zip", "a_b_c_.zip"],
  ["..", "fallback.zip"],
  ["", "fallback.zip"],
  ["con.txt", "fallback.zip"],
  [undefined, "fallback.zip"],
  [`${"x".repeat(300)}.tar`, `${"x".repeat(251)}.tar`],
  [`${"ü".repeat(300)}.tar`, `${"ü".repeat(125)}.tar`],
  [`${"🚀".repeat(70)}`, `${"🚀".repeat(63)}`],
  [`${"x".repeat(254)} y`, "x".repeat(254)],
  ["日".repeat(85), "日".repeat(85)],
] as const)
  test(`a sender's file name ${JSON.stringify(sent)} becomes ${name}`, () => {
    assert.equal(baseName(sent, "fallback.zip"), name);
  });

test("no sender's file name leads out of its folder, hides, or is too long for a disk", () => {
  const strange = fc.string({ unit: "binary", maxLength: 400 });
  fc.assert(
    fc.property(strange, (sent) => {
      const name = baseName(sent, "f");
      assert.ok(!/[/\\\p{Cc}]|^\.|^-|^$/u.test(name), JSON.stringify(name));
      assert.ok(Buffer.byteLength(name) <= 255 && name.isWellFormed());
    }),
    { seed },
  );
});

test("variables are read at their first =, and a message about them has no value", () => {
  assert.deepEqual(readVariables(["A=b=c", "_x1=", "B= d"]), { A: "b=c", _x1: "", B: " d" });
  for (const texts of [["hunter2secret"], ["A B=hunter2secret"], ["=hunter2secret"], ["A=1", "A=hunter2secret"]])
    assert.throws(
      () => readVariables(texts),
      (error: Error) => error.name === "Problem" && !error.message.includes("hunter2secret"),
    );
});

test("inputs are typed as JSON where they read so, and no digit is lost", () => {
  const texts = ["a=5", "b=true", 'c=[1,"x"]', 'd="5"', "e=eu-1", "f=12345678901234567890", "g=1e400", "h={}", "i="];
  assert.deepEqual(readInputs([...texts, "j=007", "k=null"]), {
    a: 5,
    b: true,
    c: [1, "x"],
    d: "5",
    e: "eu-1",
    f: "12345678901234567890",
    g: "1e400",
    h: "{}",
    i: "",
    j: "007",
    k: "null",
  });
});

test("JSON has our names, ISO 8601 moments, and null for what is not there", () => {
  const at = Date.UTC(2026, 10, 20, 9, 30);
  const job = { id: 7, name: "b", status: "failed", createdAt: at, startedAt: null, since: at } as const;
  assert.deepEqual(jsonOf({ ...job, artifacts: { files: [], expireAt: at } }), {
    ...job,
    createdAt: "2026-11-20T09:30:00.000Z",
    since: "2026-11-20T09:30:00.000Z",
    artifacts: { files: [], expireAt: "2026-11-20T09:30:00.000Z" },
  });
});

test("JSON steers no terminal, and is the same value: C1 controls and marks of direction are escaped", () => {
  const value = { name: "a\u009b2J\u202e\u2066\u200f\u061c\u{e0041}\u007f\u001b\u2028é🚀", "\u0085": 1 };
  const texts = [jsonText(value), createArrayText().item(value)];
  for (const text of texts) assert.doesNotMatch(text, /[\p{Cc}\p{Cf}\u2028\u2029]/u);
  assert.deepEqual(JSON.parse(jsonText(value)), value);
  assert.ok(jsonText(value).includes("é🚀"));
});

test("an array that comes item by item is one JSON value, however many there are", () => {
  for (const items of [[], [1], [1, { a: 2 }, null]]) {
    const array = createArrayText();
    assert.deepEqual(JSON.parse(items.map(array.item).join("") + array.end()), items);
  }
});
