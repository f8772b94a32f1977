import { below, pick, type Random } from "./random.ts";

const long = [1023, 1025, 5000, 70_000];
const depths = [1, 2, 63, 64, 65, 500, 20_000];

const numbers = [
  ...["0", "-0", "-1", "1.5", "1e0", "4294967296", "9007199254740991", "9007199254740992", "-9007199254740993"],
  ...["9223372036854775807", "9223372036854775808", "1e308", "1e999", "-1e999", "5e-324", "315360001"],
];
const words = [
  ...["null", "true", "false", '""', '" "', '"null"', '"NaN"', '"1001"', '"-1"', '"__proto__"', '"constructor"'],
  ...[
    '"\\ud800"',
    '"x\\udfff"',
    '"\\ud83d\\ude00"',
    '"\\u0000"',
    '"\\u2028"',
    '"a\\nb"',
    '"\\u202e"',
    '"javascript:0"',
  ],
];
const dates = [
  ...['"2026-02-31T00:00:00Z"', '"2019-12-31 23:59:60 UTC"', '"0000-00-00T00:00:00Z"', '"9999-12-31T23:59:59Z"'],
  ...['"2021-03-04 05:06:07 +0800"', '"2021-03-04T05:06:07.123456789+23:59"', '"now"'],
];
const parts = [
  ...["[]", "{}", "[null]", "[[]]", "[{}]", '{"id":null}', '{"id":{}}', '{"id":1,"id":"1"}', '{"length":-1}'],
  ...['{"__proto__":{"id":1,"admin":true}}', '{"constructor":{"prototype":{"id":1}}}', '{"toString":1,"valueOf":2}'],
  ...['{"toJSON":1}', '{"then":true}', '{"0":1}'],
];
/** No JSON at all, though some parsers take them. */
const broken = ["NaN", "-Infinity", "undefined", "01", "+1", ".5", "1.", "'x'", '"\\x41"', '"\t"', "", "1 2", "/**/1"];

/** Keys that mean something to JavaScript, or to a careless reader. */
export const oddKeys = [
  ...["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "toJSON", "then", "length", ""],
  ...["id", "Id", "status", "error", "message", "\ud800", "a b", "0", "-1"],
];

/** The text of a value that is not what a reader hopes for; now and then it is no JSON. */
export function oddJson(random: Random): string {
  if (random() < 0.85) return pick(random, pick(random, [numbers, words, dates, parts]));
  return random() < 0.3
    ? pick(random, broken)
    : `"${pick(random, ["x", "ü", "\\ud800", "😀"]).repeat(pick(random, long))}"`;
}

/** The same text, in so many brackets or objects. */
export function nested(random: Random, json: string): string {
  const depth = pick(random, depths);
  const [open, close] = below(random, 2) === 0 ? ["[", "]"] : ['{"id":', "}"];
  return open.repeat(depth) + json + close.repeat(depth);
}
