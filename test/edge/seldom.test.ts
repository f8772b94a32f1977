import assert from "node:assert/strict";
import { test } from "node:test";
import { createSeldom } from "../../lib/edge/seldom.ts";

test("what a flood makes us say is said a few times a minute, and then how often it was left out", () => {
  let now = 0;
  const said: number[] = [];
  const seldom = createSeldom(() => now, 3);
  const flood = (times: number) => {
    for (let time = 0; time < times; time++) seldom((unsaid) => said.push(unsaid));
  };
  flood(1_000);
  assert.deepEqual(said, [0, 0, 0]);
  now = 59_999;
  flood(1);
  assert.equal(said.length, 3);
  now = 60_000;
  flood(2);
  assert.deepEqual(said.slice(3), [998, 0]);
});
