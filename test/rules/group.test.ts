import assert from "node:assert/strict";
import { test } from "node:test";
import { groupName } from "../../lib/rules/group.ts";

for (const [name, group] of [
  ["rspec", "rspec"],
  ["rspec 1/4", "rspec"],
  ["rspec 10 / 40", "rspec"],
  ["rspec:1/4", "rspec"],
  ["rspec 1 4", "rspec"],
  ["rspec\\1/4", "rspec\\1/4"],
  ["rspec1/4", "rspec1/4"],
  ["rspec 1", "rspec 1"],
  ["1/4", "1/4"],
  ["rspec: [linux, 3.2]", "rspec"],
  ["rspec: [linux, [3.2]]", "rspec"],
  ["rspec [linux]", "rspec"],
  ["rspec[linux]", "rspec[linux]"],
  ["rspec: [a]: [b]", "rspec"],
  ["rspec: [a] 1/4", "rspec"],
  ["rspec 1/4: [a]", "rspec"],
  ["build 0 1/2 3/4 5/6 7/8", "build 0 1/2"],
  ["deploy:production", "deploy:production"],
  ["deploy: [x] now", "deploy: [x] now"],
  ["  spaced 1/2  ", "spaced"],
  ["", ""],
] as const)
  test(`the group of ${JSON.stringify(name)} is ${JSON.stringify(group)}`, () => {
    assert.equal(groupName(name), group);
  });

test("names made to be slow have a group as well", () => {
  const size = 100_000;
  assert.equal(groupName(`${" 1/".repeat(size)}x`), `${" 1/".repeat(size)}x`.trim());
  assert.equal(groupName(`a${" ".repeat(size)}1/2`), "a");
  assert.equal(groupName(`a${" [".repeat(size)}]`), "a");
});
