import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { perform } from "../../lib/app/perform.ts";
import type { Throttle } from "../../lib/app/throttle.ts";
import { metered } from "../../lib/app/throttleMeter.ts";
import type { Task } from "../../lib/core/task.ts";
import { furtherStage } from "./furtherStage.ts";
import { oneRule, site } from "./site.ts";

/** One failed job of a pipeline of three, a rule that would retry it, and what GitLab was asked by one run of its task. */
async function retried(t: TestContext, when: string, about: Task["about"] = {}) {
  const s = await furtherStage(t);
  const trigger = { jobs: [{ name: "kid" }] };
  const { id } = s.pipeline(["test/unit", "test/lint", { name: "kids", stage: "test", trigger }], { by: "dev" });
  const unit = s.twin.jobNamed(id, "unit");
  s.twin.run(unit.id);
  s.twin.fail(unit.id, "script_failure", { exitCode: 3 });
  const here = await site({ jobs: [], rules: oneRule(`on: job, when: { status: failed, ${when} }, do: retry`) });
  here.pass(3600);
  const effect = { source: "gitlab", project: { id: s.id, path: "shop/api" }, jobId: unit.id, verb: "retry" as const };
  const { task } = await here.plan(unit.id, "retry", "r", "retry", { effect, about });
  let counted = 0;
  const sent = (_: unknown, requests: number) => {
    counted += requests;
  };
  const throttle: Throttle = {
    noted: async () => {},
    take: async () => ({
      meter: (gitlab) => metered(gitlab, { mayLook: async () => {}, sent }),
      settle: () => {},
      end: async () => {},
    }),
  };
  s.twin.requests.length = 0;
  const after = await perform(task, { ...here.worker, throttle, gitlab: async () => s.client });
  return {
    s,
    pipeline: id,
    unit,
    asked: s.asked(),
    reason: after?.reason ?? "",
    state: after?.state,
    counted: () => counted,
  };
}

/** What every look at a retry asks for, and what was asked beside it. */
function beside(asked: readonly string[], pipeline: number, jobId: number): string[] {
  const usual = [
    "",
    `jobs/${jobId}`,
    `jobs/${jobId}/retry`,
    `pipelines/${pipeline}/jobs?include_retried=true&per_page=100`,
  ];
  return asked.filter((path) => !usual.includes(path) && path !== "user").toSorted();
}

for (const [what, when, wanted] of [
  ["the job's own facts", "name: unit, stage: test, allowFailure: false, runner: { type: instance_type }", []],
  ["what the job said already", "pipelineStatus: running, by: { user: dev }", []],
  ["whether it is newest", "newest: true", ["pipelines?ref=main&order_by=id&sort=desc&per_page=1"]],
  [
    "both whether it is superseded and the latest",
    "superseded: false, latest: false",
    ["pipelines?ref=main&status=success&order_by=id&sort=desc&per_page=1"],
  ],
  ["both its attempt and the runs that the verb looked at", "attempt: 1", []],
  ["the other jobs too", "attempt: 1, jobs: { any: { bridge: true } }", ["pipelines/P/bridges?per_page=100"]],
  [
    "something that a cheaper answer makes needless",
    "newest: false, jobs: { any: { bridge: true } }, rank: 1",
    ["pipelines?ref=main&order_by=id&sort=desc&per_page=1"],
  ],
  ["either of two, the first of which is known", "any: [{ name: unit }, { protected: true }, { newest: true }]", []],
] as const)
  test(`a rule that asks for ${what} has GitLab asked for nothing more, and for nothing twice`, async (t) => {
    const { asked, pipeline, unit } = await retried(t, when);
    const told = beside(asked, pipeline, unit.id).map((path) => path.replace(String(pipeline), "P"));
    assert.deepEqual(told, wanted);
    const looks = asked.filter((path) => !path.endsWith("/retry"));
    assert.equal(new Set(looks).size, looks.length, looks.join(", "));
  });

test("a rule acts on what a look found out, and says what kept it from acting", async (t) => {
  const done = await retried(t, "newest: true, protected: false, exitCode: 3, by: { role: developer, bot: false }");
  assert.equal(done.state, "done");
  const not = await retried(t, "by: { role: maintainer }");
  assert.equal(not.state, "skipped");
  assert.match(not.reason, /by/);
});

test("every request of a look counts in the rate budget, further ones too, and who we are once", async (t) => {
  const { asked, counted } = await retried(t, "newest: true, protected: false, jobs: { any: { bridge: true } }");
  assert.ok(asked.length >= 7, asked.join(", "));
  assert.equal(counted(), asked.length);
});

test("where a job deploys to is what its hook told, and GitLab is not asked", async (t) => {
  const environment = { name: "production", tier: "production" };
  const { state, asked } = await retried(t, "environmentTier: production", { environment });
  assert.equal(state, "done");
  assert.ok(!asked.some((path) => path.includes("graphql")));
  const nowhere = await retried(t, "environment: production", { environment: null });
  assert.equal(nowhere.state, "skipped");
  assert.ok(!nowhere.asked.some((path) => path.includes("graphql")));
});

test("while GitLab is away in the middle of a look, the task waits, and nothing is called", async (t) => {
  const s = await furtherStage(t);
  const { id } = s.pipeline(["test/unit"]);
  const unit = s.twin.fail(s.twin.jobNamed(id, "unit").id);
  const here = await site({ jobs: [], rules: oneRule("on: job, when: { status: failed, newest: true }, do: retry") });
  here.pass(3600);
  const effect = { source: "gitlab", project: { id: s.id, path: "shop/api" }, jobId: unit.id, verb: "retry" as const };
  const { task } = await here.plan(unit.id, "retry", "r", "retry", { effect });
  s.twin.faultNext({ kind: "error", status: 503, path: /order_by=id/, count: "all" });
  const after = await perform(task, { ...here.worker, gitlab: async () => s.client });
  assert.deepEqual([after?.state, after?.backingOff, after?.calls], ["waiting", true, 0]);
  assert.deepEqual(s.twin.effects, []);
});
