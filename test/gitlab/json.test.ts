import assert from "node:assert/strict";
import { test } from "node:test";
import { answerLimits, readJson } from "../../lib/gitlab/json.ts";

const problemOf = (body: string | Uint8Array) => {
  const read = readJson(Buffer.from(body));
  return "problem" in read ? read.problem : undefined;
};

test("a body is read as JSON, whatever its top is", () => {
  assert.deepEqual(readJson(Buffer.from('{"a":[1,"ü☃🚀",null]}')), { value: { a: [1, "ü☃🚀", null] } });
  for (const text of ["null", "7", "[]", '"x"']) assert.equal(problemOf(text), undefined);
});

for (const [why, body, problem] of [
  ["nothing", "", "the body is no JSON"],
  ["text", "hello", "the body is no JSON"],
  ["NaN", '{"a":NaN}', "the body is no JSON"],
  ["a byte order mark", "\ufeff{}", "the body is no JSON"],
  ["half a string", '{"a":"b', "the body is no JSON"],
  ["a backslash at the end", '"\\', "the body is no JSON"],
  ["a raw NUL", '"\0"', "the body is no JSON"],
  ["bytes that are no UTF-8", Uint8Array.of(0x22, 0xff, 0x22), "the body is no UTF-8"],
  ["half a character", Uint8Array.of(0x22, 0xc3, 0x22), "the body is no UTF-8"],
] as const)
  test(`a body of ${why} is a problem, not a crash`, () => assert.equal(problemOf(body), problem));

test("64 levels are read, 65 are not", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  assert.equal(problemOf(nested(64)), undefined);
  assert.match(problemOf(nested(65)) ?? "", /nested/);
  assert.match(problemOf('{"a":'.repeat(65)) ?? "", /nested/);
  assert.match(problemOf(Buffer.alloc(5_000_000, "[")) ?? "", /nested/);
});

test("closed brackets, and brackets in strings, do not count as depth", () => {
  assert.equal(problemOf(`[${"[],".repeat(100)}[]]`), undefined);
  assert.equal(problemOf(JSON.stringify({ text: `\\"${"[".repeat(100)}` })), undefined);
  assert.equal(problemOf(`${"]".repeat(100)}`), "the body is no JSON");
});

test("an object of 2,000 keys is read, one of 2,001 is not, in one object or its child", () => {
  const keys = (count: number) => `{${Array.from({ length: count }, (_, at) => `"k${at}":{"a":1}`).join(",")}}`;
  assert.equal(problemOf(keys(2000)), undefined);
  assert.match(problemOf(keys(2001)) ?? "", /keys/);
  assert.match(problemOf(`[${keys(2001)}]`) ?? "", /keys/);
  assert.match(problemOf(`{${'"a":1,'.repeat(1_000_000)}"b":1}`) ?? "", /keys/);
});

test("however short its keys are, an object of 2,001 is not read", () => {
  const keys = (count: number) => `{${Array(count).fill('"":0').join()}}`;
  assert.equal(problemOf(keys(2000)), undefined);
  assert.match(problemOf(keys(2001)) ?? "", /keys/);
});

test("what is short is held to its limits as well", () => {
  const limits = { depth: 2, keysPerObject: 3, stringBytes: 4 };
  const why = (text: string) => {
    const read = readJson(Buffer.from(text), limits);
    return "problem" in read ? read.problem : undefined;
  };
  assert.equal(why('[["four"]]'), undefined);
  assert.match(why('["fives"]') ?? "", /string/);
  assert.match(why("[[[]]]") ?? "", /nested/);
  assert.match(why("[[{}]]") ?? "", /nested/);
  assert.equal(why("[[],{},[],{}]"), undefined);
  assert.match(why('{"":0,"":0,"":0,"":0}') ?? "", /keys/);
});

test("a string of 4 MiB is read, a longer one is not, as a value or as a key", () => {
  const long = "x".repeat(4 * 1024 * 1024);
  assert.equal(problemOf(`["${long}"]`), undefined);
  assert.match(problemOf(`["${long}x"]`) ?? "", /string/);
  assert.match(problemOf(`{"${long}x":1}`) ?? "", /string/);
});

test("what GitLab answers may hold long strings, but is no deeper", () => {
  assert.ok("value" in readJson(Buffer.from(`["${"x".repeat(100_000)}"]`), answerLimits));
  assert.ok("problem" in readJson(Buffer.alloc(65, "["), answerLimits));
});
