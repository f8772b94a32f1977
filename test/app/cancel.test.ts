import assert from "node:assert/strict";
import { test } from "node:test";
import type { Job } from "../../lib/core/job.ts";
import { pending } from "./jobs.ts";
import { oneRule, site } from "./site.ts";

const cancelId = "gitlab/42/job:1003/cancel";
const cancelRule = oneRule("on: job, when: { status: [pending, manual, success] }, do: cancel");
const both = `version: 1
defaults: { mode: enforce }
rules:
  - { id: stop, projects: ["**"], on: job, when: { status: pending, ref: REF }, do: cancel }
  - { id: again, projects: ["**"], on: job, when: { status: pending }, do: restart }
`;

for (const status of ["pending", "manual"] as const)
  test(`a ${status} job that a rule cancels is canceled once, and not retried`, async () => {
    const s = await site({ jobs: [{ ...pending, status }], rules: cancelRule });
    await s.plan(1003, "cancel", "r", "cancel");
    await s.work();
    s.pass(600);
    await s.work();
    const task = await s.task(cancelId);
    assert.deepEqual(
      [task.state, s.effects, await s.store.task("gitlab/42/job:1003/retry")],
      ["done", ["cancel 1003"], undefined],
    );
  });

for (const [first, second] of [
  [
    ["stop", "cancel"],
    ["again", "restart"],
  ],
  [
    ["again", "restart"],
    ["stop", "cancel"],
  ],
] as const)
  test(`two rules that want a job canceled, and canceled and retried, need a person: ${first[1]} came first`, async () => {
    const s = await site({ jobs: [{ ...pending, ref: "main" }], rules: both.replace("REF", "main") });
    for (const [rule, action] of [first, second]) await s.plan(1003, "cancel", rule, action);
    await s.work();
    const task = await s.task(cancelId);
    assert.deepEqual([task.state, s.effects], ["attention", []]);
    assert.match(task.reason ?? "", /want different things of one job/);
  });

for (const [first, second] of [
  [
    ["stop", "cancel"],
    ["again", "restart"],
  ],
  [
    ["again", "restart"],
    ["stop", "cancel"],
  ],
] as const)
  test(`of a cancel and a restart the one that is wanted still is done, whole: ${first[1]} came first`, async () => {
    const s = await site({ jobs: [{ ...pending, ref: "other" }], rules: both.replace("REF", "main") });
    for (const [rule, action] of [first, second]) await s.plan(1003, "cancel", rule, action);
    await s.work();
    assert.deepEqual(s.effects, ["cancel 1003", "retry 1003"]);
    const t = await site({
      jobs: [{ ...pending, ref: "main" }],
      rules: both.replace("REF", "main").replace("pending }, do: restart", "running }, do: restart"),
    });
    for (const [rule, action] of [first, second]) await t.plan(1003, "cancel", rule, action);
    await t.work();
    assert.deepEqual(t.effects, ["cancel 1003"]);
  });

test("a restart of a job that became manual does nothing, though a cancel was wanted of it too", async () => {
  const job: Job = { ...pending, status: "manual", ref: "other" };
  const s = await site({ jobs: [job], rules: both.replace("REF", "main").replaceAll("pending", "manual") });
  await s.plan(1003, "cancel", "again", "restart");
  await s.plan(1003, "cancel", "stop", "cancel");
  await s.work();
  const task = await s.task(cancelId);
  assert.deepEqual([task.state, s.effects], ["skipped", []]);
  assert.match(task.reason ?? "", /again@1 cannot restart a manual job/);
});

test("cancels are counted apart from runs, whoever made them", async () => {
  const runs = [1000, 1001, 1002].map((id): Job => ({ ...pending, id, status: "failed" }));
  const s = await site({ jobs: [...runs, pending], rules: cancelRule });
  await s.plan(1003, "cancel", "r", "cancel");
  await s.work();
  assert.deepEqual(s.effects, ["cancel 1003"]);
  const scopes = s.store.tables.all("ledger").map(({ scope }) => String(scope));
  assert.deepEqual(
    scopes.filter((scope) => scope.startsWith("limit#")),
    ["limit#gitlab/42/perJob/cancel/501/lint"],
  );
});

test("a job that has ended is left as it is", async () => {
  const s = await site({ jobs: [{ ...pending, status: "success" }], rules: cancelRule });
  await s.plan(1003, "cancel", "r", "cancel");
  await s.work();
  assert.deepEqual([(await s.task(cancelId)).state, s.effects], ["skipped", []]);
});
