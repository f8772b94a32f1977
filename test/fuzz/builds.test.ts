import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutBuilds } from "../../lib/gitlab/hook/head.ts";
import { readJson } from "../../lib/gitlab/json.ts";
import { hookFixtures } from "../fixtures/hooks/fixtures.ts";
import { each } from "./each.ts";
import { fuzz } from "./mutate.ts";
import { below, pick, randomOf } from "./random.ts";

const pipelines = (await hookFixtures()).filter(({ name }) => name.endsWith("/pipeline")).map(({ hook }) => hook);
const child = { ...pipelines[0], source_pipeline: { project: { id: 8 }, list: [1], builds: [2] } };

/** What a body is without its builds, read as a whole; `undefined` for one that is not read at all. */
function expected(body: Uint8Array): object | undefined {
  const read = readJson(body);
  if ("problem" in read || typeof read.value !== "object" || read.value === null) return undefined;
  const { builds } = { builds: undefined, ...read.value };
  return { ...read.value, ...(Array.isArray(builds) && { builds: [] }) };
}

test("whatever JSON a body is, it is read without its builds as it is read with them, or as a whole", (t) => {
  let short = 0;
  each(t, [...pipelines, child], (body) => {
    const [value, whole] = [withoutBuilds(body), expected(body)];
    if (!value || !whole) return;
    short++;
    assert.deepEqual(value, whole);
  });
  t.diagnostic(`${short} without their builds`);
  assert.ok(short > fuzz.bodies / 10);
});

const tokens = [
  ...['"builds":[', ',"builds":[', '"builds"', '"project":', '"x":', '"]"', '"],"', '"\\"]"', "{", "}", "[", "]"],
  ...['{"id":1}', "1", ",", ",", ":", " ", "]}", "],", '"builds":[]', '"b\\u0075ilds":[]', '{"builds":[1]}'],
];

test("nor do bodies that are made to deceive tell anything else", (t) => {
  let both = 0;
  for (let index = 0; index < 20 * fuzz.bodies; index++) {
    const random = randomOf(Math.imul(fuzz.seed, 0x9e3779b1) ^ Math.imul(index, 0x85ebca6b));
    const middle = Array.from({ length: 1 + below(random, 9) }, () => pick(random, tokens)).join("");
    const text = `{"object_kind":"pipeline",${pick(random, ['"a":1', '"a":[]', middle])},"builds":[${middle}]}`;
    const [value, whole] = [withoutBuilds(Buffer.from(text)), expected(Buffer.from(text))];
    if (!value || !whole) continue;
    both++;
    assert.deepEqual(value, whole, text);
  }
  t.diagnostic(`${both} without their builds`);
  assert.ok(both > fuzz.bodies / 50);
});
