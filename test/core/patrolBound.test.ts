import assert from "node:assert/strict";
import { test } from "node:test";
import { patrolBound } from "../../lib/core/patrolBound.ts";

const usual = { projects: 412, listsPerProject: 2, requestsPerMinute: 600, intervalSeconds: 600 };
const minutes = (changes: Partial<Parameters<typeof patrolBound>[0]> = {}) =>
  Math.round(patrolBound({ ...usual, ...changes }).seconds / 60);

test("the bound is the interval, a round's requests at the patrol's own rate, and a minute", () => {
  const { seconds, requests, perMinute } = patrolBound(usual);
  assert.equal(requests, 5 + 3 * 412);
  assert.equal(seconds, Math.ceil(600 + (requests * 60) / perMinute / (520 / 600) + 60));
});

test("it says what it is made of", () => {
  assert.equal(
    patrolBound(usual).words,
    "10 min until the next run + 1,241 requests (5 for the list of 412 projects, 1,236 in them) at 82.4 a minute + 1 min; 15.8 min while nobody else uses the budget",
  );
});

test("it grows with the projects and what they have, and falls with the budget and with the quiet", () => {
  assert.ok(minutes({ projects: 100 }) < minutes() && minutes() < minutes({ projects: 2_000 }));
  assert.ok(minutes({ listsPerProject: 1 }) < minutes());
  assert.ok(minutes({ requestsPerMinute: 2_000 }) < minutes() && minutes() < minutes({ requestsPerMinute: 60 }));
  assert.ok(minutes({ changedPerRound: 0 }) < minutes({ changedPerRound: 100 }));
  assert.ok(minutes({ changedPerRound: 100 }) < minutes());
});

test("for one project, and for none, it is less than 12 minutes, but where the budget is the least there is", () => {
  assert.ok(minutes({ projects: 1, requestsPerMinute: 60 }) <= 13);
  for (const projects of [0, 1])
    for (const requestsPerMinute of [600, 2_000])
      assert.ok(patrolBound({ ...usual, projects, requestsPerMinute }).seconds <= 720);
});

test("more changed projects than there are count as all", () => {
  assert.equal(minutes({ changedPerRound: 10_000 }), minutes());
  assert.equal(minutes({ changedPerRound: -1 }), minutes({ changedPerRound: 0 }));
});
