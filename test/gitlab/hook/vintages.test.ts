import assert from "node:assert/strict";
import { test } from "node:test";
import { hookFixtures } from "../../fixtures/hooks/fixtures.ts";
import { delivery, heard } from "../heard.ts";

const fixtures = await hookFixtures();

for (const { name, hook, event } of fixtures)
  test(`a hook of ${name.replace("/", ": ")} tells what it told then`, () =>
    assert.deepEqual(heard(hook), { ...event, ...delivery }));

/** Every build of these hooks can be read, so the pipeline knows all of its jobs. */

test("each vintage has the hooks that GitLab had then", () => {
  const kinds = (vintage: string) =>
    [...new Set(fixtures.filter(({ name }) => name.startsWith(vintage)).map(({ event }) => event.kind))].toSorted();
  assert.deepEqual(kinds("2016"), ["job", "note", "pipeline", "tagPush"]);
  assert.deepEqual(kinds("2018"), kinds("2016"));
  assert.deepEqual(kinds("2021"), ["deployment", "job", "note", "pipeline", "release", "tagPush"]);
  assert.deepEqual(kinds("2023"), kinds("2021"));
  assert.deepEqual(kinds("2026"), ["accessToken", ...kinds("2021")].toSorted());
});
