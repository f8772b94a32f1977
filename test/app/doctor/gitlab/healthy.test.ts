import assert from "node:assert/strict";
import { test } from "node:test";
import { ills, town } from "./town.ts";

test("where all is well nothing else is told, and few requests are sent", async (t) => {
  const { hooks, examine, twin } = await town(t);
  hooks();
  const found = await examine();
  assert.deepEqual(ills(found), []);
  assert.deepEqual([...new Set(found.map(({ id }) => id))].toSorted(), [
    "clockTogether",
    "gitlabReached",
    "hooksLead",
    "projectsWatched",
    "rateFits",
    "rulesCan",
    "tokenWell",
  ]);
  const most = 6 * 4 + 4 * 4 + 5 * 2 + 1;
  assert.ok(twin.requests.length <= most, `${twin.requests.length} requests`);
  assert.ok(twin.requests.every(({ method, path }) => method === "GET" || path === "/api/graphql"));
});

test("one token for all is well, and said", async (t) => {
  const everything = { members: { "act-bot": "maintainer" } } as const;
  const { hooks, examine } = await town(t, {
    named: [["act", "clean", "read", "hooks"]],
    api: everything,
    web: everything,
  });
  hooks();
  const found = await examine();
  assert.deepEqual(ills(found), []);
  assert.match(found.find(({ id }) => id === "tokenWell")?.says ?? "", /it serves for act, clean, read, hooks/);
});

for (const [vintage, unseen] of [
  [2024, []],
  [
    2016,
    [
      ...["tokenEndUnknown", "tokenEndUnknown", "tokenEndUnknown", "tokenEndUnknown"],
      ...["roleUnknown", "roleUnknown", "roleUnknown", "roleUnknown"],
    ],
  ],
  [2020, ["tokenEndUnknown", "tokenEndUnknown", "tokenEndUnknown", "tokenEndUnknown"]],
] as const)
  test(`a GitLab of ${vintage} gives no false alarm: what it does not tell is unknown`, async (t) => {
    const { hooks, examine } = await town(t, { vintage });
    hooks();
    const found = await examine();
    assert.deepEqual(
      found.filter(({ level }) => level !== "well").map(({ id }) => id),
      unseen,
    );
  });
