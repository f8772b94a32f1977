import assert from "node:assert/strict";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import type { PatrolAnswer } from "../../lib/cli/patrol/answers.ts";
import { lackText, patrolLines } from "../../lib/cli/patrol/text.ts";
import { apiHouse, now } from "./apiHouse.ts";

const minute = 60_000;
const fine: PatrolAnswer = {
  state: "ok",
  words: ["412 of 412 projects", "oldest 6 min"],
  projects: 412,
  covered: 412,
  oldestAt: now - 6 * minute,
  oldest: [{ project: 42, path: "shop/\u001b[2Japi", at: now - 6 * minute }],
  failing: [],
  boundSeconds: 720,
  boundWords: "412 projects at 90 requests a minute",
  ranAt: now - 2 * minute,
};
const plain = (patrol: PatrolAnswer) => patrolLines(patrol, now).map(stripVTControlCharacters);

test("the coverage is one line with its bound, then the projects that were visited longest ago; names steer no terminal", () => {
  assert.deepEqual(plain(fine), [
    "ok      412 of 412 projects; oldest 6 min; bound 12m: 412 projects at 90 requests a minute",
    "        oldest  shop/\uFFFD[2Japi (42): visited 6m ago",
    "        ran     2m ago",
  ]);
  assert.equal(lackText(fine), undefined);
});

test("a patrol that is behind says which projects it never visited, and which of them failed and why", () => {
  const behind: PatrolAnswer = {
    ...fine,
    state: "behind",
    words: ["411 of 412 projects"],
    oldest: [{ project: 43 }],
    failing: [{ project: 43, reason: "403 Forbidden" }],
  };
  assert.deepEqual(plain(behind).slice(0, 3), [
    "behind  411 of 412 projects; bound 12m: 412 projects at 90 requests a minute",
    "        oldest  project 43: never visited",
    "        failing project 43: 403 Forbidden",
  ]);
  assert.match(lackText(behind) ?? "", /^the patrol is behind: .* later than 12m/);
});

test("a patrol that has nothing to find is no fault", () => {
  const off: PatrolAnswer = { ...fine, state: "off", words: ["no rule has anything to find"], boundSeconds: 0 };
  assert.equal(plain(off)[0], "off     no rule has anything to find");
  assert.equal(lackText(off), undefined);
});

test("a patrol that never ran ends with 1, also for a program", async (t) => {
  const house = await apiHouse(t);
  const { code, text } = await house.here("patrol");
  assert.equal(code, 1);
  assert.match(text, /^never {3}.*\n(.*\n)*the patrol never ran/);
  const json = await house.here("patrol", "--json");
  assert.deepEqual([json.code, JSON.parse(json.out).patrol.state, JSON.parse(json.out).now], [1, "never", now]);
});
