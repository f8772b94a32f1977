import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutBuilds } from "../../../lib/gitlab/hook/head.ts";
import { hookFixtures } from "../../fixtures/hooks/fixtures.ts";

const read = (text: string) => withoutBuilds(Buffer.from(text));
const begin = '{"object_kind":"pipeline","project":{"id":7}';

for (const { name, hook } of await hookFixtures())
  if (name.endsWith("/pipeline")) {
    test(`a pipeline hook of ${name.slice(0, 4)} is read without its builds`, () =>
      assert.deepEqual(read(JSON.stringify(hook)), { ...hook, builds: [] }));

    test(`so is one of ${name.slice(0, 4)} that tells its parent behind the builds`, () => {
      const { source_pipeline: _, ...others } = hook;
      const child = { ...others, source_pipeline: { project: { id: 8, path_with_namespace: "a/b" }, job_id: 3 } };
      assert.deepEqual(read(JSON.stringify(child)), { ...child, builds: [] });
    });
  } else test(`${name} is read as a whole`, () => assert.equal(read(JSON.stringify(hook)), undefined));

test("brackets in a build's name, and lists in a build, are no doubt", () => {
  const builds = [{ name: "unit: [1, 2/3]", runner: { tags: ["a", "b"] } }, { name: "]" }, { runner: { tags: [] } }];
  assert.deepEqual(read(`${begin},"builds":${JSON.stringify(builds)}}`), {
    object_kind: "pipeline",
    project: { id: 7 },
    builds: [],
  });
});

test("what stands behind the builds counts as it does in JSON: the last one of two", () => {
  const value = read(`${begin},"builds":[{"id":1}],"project":{"id":9},"object_kind":"push"}`);
  assert.deepEqual(value, { object_kind: "push", project: { id: 9 }, builds: [] });
});

test("nothing among the builds is read", () => assert.ok(read(`${begin},"builds":[\u0000{{{]}`)));

for (const [what, text] of [
  ["nothing", ""],
  ["another kind", '{"object_kind":"build","builds":[]}'],
  ["the kind behind something else", '{"project":{"id":7},"object_kind":"pipeline","builds":[]}'],
  ["white space in front", ` ${begin},"builds":[]}`],
  ["white space before the builds", `${begin}, "builds":[]}`],
  ["a byte order mark", `\ufeff${begin},"builds":[]}`],
  ["no builds", `${begin}}`],
  ["another list than builds", `${begin},"x":[]}`],
  ["builds that are no list", `${begin},"builds":null}`],
  ["builds that are no list, and another one", `${begin},"builds":null,"x":[]}`],
  ["a list that does not end", `${begin},"builds":[{"id":1},`],
  ["a list that ends only before the builds", '{"object_kind":"pipeline","x":[],"builds":[{"id":1}'],
  ["half a body", `${begin},"builds":[{"runner":{"tags":["a"]},"id":1`],
  ["something behind the body", `${begin},"builds":[]}}`],
  ["the builds of something else", `{"object_kind":"pipeline","commit":{"id":1,"builds":[1]},"x":{"y":[2]}}`],
  ["the builds of something else, and its own", `${begin},"x":{"id":1,"builds":[]},"builds":[]}`],
  ["keys that a later list would hide", `${begin},"builds":[{"id":1}],"project":{"id":9},"x":[1]}`],
  ["the same with white space", `${begin},"builds":[{"id":1}]\n,"project":{"id":9},"x":[1]}`],
  ["the builds twice", `${begin},"builds":[1],"builds":[2]}`],
  ["a list with a list of lists", `${begin},"builds":[[[1],[2]]]}`],
  ["a head that is no JSON", '{"object_kind":"pipeline",project:{},"builds":[]}'],
  [
    "a head that is nested too deep",
    `{"object_kind":"pipeline","x":${'{"a":'.repeat(70)}1${"}".repeat(70)},"builds":[]}`,
  ],
  ["a tail that is no JSON", `${begin},"builds":[],source_pipeline:{}}`],
] as const)
  test(`a body with ${what} must be read as a whole`, () => assert.equal(read(text), undefined));
