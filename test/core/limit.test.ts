import assert from "node:assert/strict";
import { test } from "node:test";
import { type Limit, strictest, tolls } from "../../lib/core/limit.ts";
import type { TaskVerb } from "../../lib/core/task.ts";

const now = Date.UTC(2026, 10, 22, 9);
const facts = { project: { id: 42 }, job: { id: 1001, name: "package", status: "success" as const, pipelineId: 501 } };

function tollsOf(limit: Limit, { rule = "r", verb = "deleteArtifacts" as TaskVerb, sweptJobs = 1000 } = {}) {
  return tolls(limit, { rule, task: { verb, source: "gitlab" }, facts, isOurPipeline: false, sweptJobs, now });
}

test("what a project loses in an hour is counted together, deletes and erases of all rules alike", () => {
  const limit = { perProjectPerHour: 50 };
  const counters = (["deleteArtifacts", "erase"] as const).flatMap((verb) =>
    ["one", "other"].flatMap((rule) => tollsOf(limit, { rule, verb }).map(({ counter }) => counter.scope)),
  );
  assert.equal(counters.length, 4);
  assert.equal(new Set(counters).size, 1);
  const retries = tollsOf(limit, { verb: "retry" });
  assert.ok(!counters.includes(retries[0]?.counter.scope ?? ""));
});

test("what a project loses in a day is one share of it, however many rules delete", () => {
  const [one, other] = ["one", "other"].map((rule) => tollsOf({ percentPerDay: 20 }, { rule }));
  assert.deepEqual(one, other);
});

test("of two rules that want one delete the stricter bound holds, of each limit", () => {
  const lists = [
    tollsOf({ perProjectPerHour: 50, percentPerDay: 5 }, { rule: "one" }),
    tollsOf({ perProjectPerHour: 10, percentPerDay: 20 }, { rule: "other", sweptJobs: 100 }),
  ];
  for (const order of [lists, lists.toReversed()])
    assert.deepEqual(
      strictest(order)
        .map(({ kind, most }) => [kind, most])
        .toSorted(),
      [
        ["perProjectPerHour", 10],
        ["percentPerDay", 20],
      ],
    );
});

for (const [swept, percent, most] of [
  [1000, 20, 200],
  [9, 20, 1],
  [4, 20, 1],
  [1, 1, 1],
  [0, 100, 0],
  [99, 50, 49],
] as const)
  test(`${percent} percent a day of ${swept} is ${most}`, () => {
    assert.equal(tollsOf({ percentPerDay: percent }, { sweptJobs: swept })[0]?.most, most);
  });
