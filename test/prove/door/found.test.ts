import assert from "node:assert/strict";
import { test } from "node:test";
import { oneRule, site } from "../../app/site.ts";
import { doorstep, jobHook, now, signed } from "../../functions/doorstep.ts";

// What these proofs found when they were first run.

const failed = { name: "build", status: "failed", pipelineId: 501, userId: 7 } as const;
const retryFailed = "on: job, when: { status: failed }, do: retry";

test("a pipeline of five thousand jobs that two rules want has a journal entry, which says what it does not list", async () => {
  const rules = `
version: 1
defaults: { mode: enforce }
rules:
  - { id: again, projects: ["**"], on: pipeline, when: { status: failed }, do: retry }
  - { id: kept, projects: ["**"], on: pipeline, when: { status: failed, name: "*" }, do: keep }
`;
  const { store, post } = await doorstep({ rules });
  const builds = Array.from({ length: 5000 }, (_, at) => ({ id: 2000 + at, name: "ж".repeat(400), status: "failed" }));
  const hook = {
    object_kind: "pipeline",
    object_attributes: { id: 501, status: "failed", ref: "ж".repeat(1000) },
    project: { id: 42, path_with_namespace: "shop/api" },
    builds,
  };
  assert.deepEqual(await post(signed(JSON.stringify(hook))), { status: 202, body: { planned: 10_000 } });
  const [entry] = await store.entries(1);
  assert.ok(entry?.kind === "delivery");
  assert.equal(entry.about, "pipeline 501 failed; 8000 of its 10000 tasks are not listed");
  assert.equal(entry.tasks.length, 2000);
});

for (const field of ["build_name", "build_stage", "ref", "user", "project_name"])
  test(`an object with a length that is no number, in the place of ${field}, does not break the door`, async () => {
    const { post } = await doorstep();
    const odd = { length: { toString: 1, valueOf: 2 } };
    const { status } = await post(signed(jobHook({ [field]: field === "user" ? { id: 3, username: odd } : odd })));
    assert.equal(status, 202);
  });

test("a hook that tells of any number of earlier runs plans a retry that comes within ten years", async () => {
  const { store, post } = await doorstep({
    rules: oneRule("on: job, when: { status: failed }, do: { retry: { after: 30s, backoff: 10 } }"),
  });
  await post(signed(jobHook({ retries_count: 1_000_000 })));
  const task = await store.task("gitlab/42/job:1001/retry");
  assert.ok(task?.due !== undefined && task.due <= now + 10 * 366 * 86_400_000, `due ${task?.due}`);
});

test("a task whose id is another task's does nothing, and a person is told", async () => {
  const s = await site({ jobs: [{ id: 1, ...failed }], rules: oneRule(retryFailed) });
  await s.plan(1, "retry", "r");
  const own = s.store.tables.get("tasks", "gitlab/42/job:1/retry");
  s.store.tables.put("tasks", { ...own, id: "gitlab/42/job:2/retry" });
  await s.work();
  assert.deepEqual(s.effects, ["retry 1"]);
  const odd = await s.task("gitlab/42/job:2/retry");
  assert.deepEqual([odd.state, odd.reason], ["attention", "its id is not that of the retry of job:1 in project 42"]);
});

test("a task that no rule wants ends with a reason", async () => {
  const s = await site({ jobs: [{ id: 1, ...failed }], rules: oneRule(retryFailed) });
  await s.plan(1, "retry", "r");
  s.store.tables.put("tasks", { ...s.store.tables.get("tasks", "gitlab/42/job:1/retry"), wants: [] });
  await s.work();
  const { state, reason } = await s.task("gitlab/42/job:1/retry");
  assert.deepEqual([state, reason, s.effects], ["skipped", "no rule wants it", []]);
});
