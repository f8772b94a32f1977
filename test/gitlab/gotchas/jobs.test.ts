import assert from "node:assert/strict";
import { test } from "node:test";
import { jobStatuses } from "../../../lib/core/job.ts";
import { readInstant } from "../../../lib/gitlab/dates.ts";
import { factsWith, problemsOf, ruleWith } from "../../rules/specs.ts";
import { job, pipeline } from "../heard.ts";
import { build2026, jobHook2016, jobHook2023, jobHook2026, pipelineHook2026 } from "../payloads.ts";

// Each number is an oddity of GitLab that bots get wrong.

test("gotcha 5: a success that says unknown_failure has no failure reason, and a failure that says so has one to ask for", () => {
  for (const build_status of ["success", "running", "canceled", "created"]) {
    const hook = jobHook2026({ build_status, build_failure_reason: "unknown_failure" });
    assert.equal(job(hook).job.failureReason, null);
  }
  const failed = jobHook2026({ build_status: "failed", build_failure_reason: "unknown_failure" });
  assert.ok(!("failureReason" in job(failed).job));
  const build = build2026({ status: "failed", failure_reason: "unknown_failure" });
  assert.ok(!("failureReason" in (pipeline(pipelineHook2026({ builds: [build] })).jobs[0] ?? {})));
  assert.equal(ruleWith("when: { failureReason: api_failure }").decide(job(failed), 0).answer, "unknown");
});

test("gotcha 12: a rule that lists a legacy reason means its new words too, and a reason of tomorrow is no action", () => {
  const rule = ruleWith("when: { status: failed, failureReason: stuck_or_timeout_failure }");
  const answer = (failureReason: string) => rule.decide(factsWith({ failureReason }), 0).answer;
  assert.equal(answer("stuck_pending_no_matching_runners"), "yes");
  assert.equal(answer("no_updates_running"), "yes");
  assert.equal(answer("server_timeout_running"), "no");
  const tomorrow = jobHook2026({ build_status: "failed", build_failure_reason: "solar_flare" });
  assert.equal(rule.decide(job(tomorrow), 0).answer, "no");
});

for (const status of ["canceling", "waiting_for_callback", "waiting_for_resource", "preparing"])
  test(`gotcha 13: a job that is ${status} is read as that`, () => {
    assert.equal(job(jobHook2026({ build_status: status })).job.status, status);
    assert.equal(pipeline(pipelineHook2026({ builds: [build2026({ status })] })).jobs[0]?.status, status);
  });

test("gotcha 13: a status of tomorrow is read, and no rule acts on it", () => {
  const event = job(jobHook2026({ build_status: "teleporting" }));
  assert.equal(event.job.status, "other");
  assert.equal(ruleWith("when: { not: { status: failed } }").decide(event, 0).answer, "unknown");
});

test("gotcha 17: a job's name may be anything, and a rule means the whole name or GitLab's own group", () => {
  for (const name of ["rspec 1/4", "rspec: [linux, 3.2]", "deploy #1 🚀", "a#b/c|d", "n".repeat(255)]) {
    const event = job(jobHook2026({ build_name: name }));
    assert.equal(event.job.name, name);
    assert.equal(ruleWith(`when: { name: ${JSON.stringify(name)} }`).decide(event, 0).answer, "yes");
  }
  const parallel = job(jobHook2026({ build_name: "rspec: [linux, 3.2]" }));
  assert.equal(ruleWith("when: { name: rspec }").decide(parallel, 0).answer, "no");
  assert.equal(ruleWith("when: { group: rspec }").decide(parallel, 0).answer, "yes");
});

test("gotcha 17: a hostile name and a hostile glob are judged at once", () => {
  const facts = factsWith({ name: `${"a".repeat(1000)}!` });
  const before = performance.now();
  assert.equal(ruleWith(`when: { name: "${"*a".repeat(100)}" }`).decide(facts, 0).answer, "no");
  assert.ok(performance.now() - before < 1000);
});

test("gotcha 18: a job's times are read in all three forms of hooks and in the Test button's", () => {
  const moment = Date.UTC(2022, 3, 9, 19, 26, 31);
  for (const text of [
    "2022-04-09 19:26:31 UTC",
    "2022-04-09 21:26:31 +0200",
    "2022-04-09T19:26:31.000+00:00",
    "2022-04-09T19:26:31Z",
  ]) {
    assert.equal(readInstant(text), moment);
    assert.equal(job(jobHook2026({ build_finished_at: text })).job.since, moment);
  }
});

test("gotcha 19: what may be null or a word instead of a value loses no job", () => {
  const absent = { user: null, commit: null, runner: null, environment: null, source_pipeline: null, repository: null };
  const { job: told } = job(jobHook2026({ ...absent, build_duration: null, build_finished_at: null }));
  assert.deepEqual([told.id, told.userId, told.userName, told.finishedAt], [501, null, null, null]);
  assert.equal(job(jobHook2023({ environment: "production", user: { email: "[REDACTED]" } })).job.id, 501);
});

test("gotcha 20: a display name is no path, and a commit's id in a job hook is the pipeline's", () => {
  const event = job(jobHook2016({ repository: null, project_name: "Harbour / Tools / Crane" }));
  assert.ok(!("path" in event.project));
  assert.equal(event.job.pipelineId, 90);
  assert.equal(pipeline(pipelineHook2026({}, { id: 90, iid: 3 })).pipeline.id, 90);
});

test("gotcha 41: a rule speaks GitLab's API words, and other spellings are refused with the right one", () => {
  const rules = (status: string) =>
    problemsOf(
      `version: 1\nrules: [{ id: r, projects: "**", on: job, when: { status: ${status} }, do: { retry: {} } }]\n`,
    ).join("\n");
  assert.match(rules("passed"), /success/);
  assert.match(rules("cancelled"), /canceled/);
  assert.match(rules("SUCCESS"), /success/);
  assert.equal(
    pipeline(pipelineHook2026({}, { status: "success", detailed_status: "passed" })).pipeline.status,
    "success",
  );
  assert.ok(jobStatuses.includes("canceled"));
});

test("gotcha 42: a job that may fail is seen to fail although its pipeline passed, and a canceled one has no reason", () => {
  const builds = [
    build2026({ id: 1, status: "failed", allow_failure: true, failure_reason: "script_failure" }),
    build2026({ id: 2, status: "canceled", failure_reason: "script_failure" }),
  ];
  const event = pipeline(pipelineHook2026({ builds }, { status: "success" }));
  assert.equal(event.pipeline.status, "success");
  assert.deepEqual(
    event.jobs.map(({ status, failureReason }) => [status, failureReason]),
    [
      ["failed", "script_failure"],
      ["canceled", null],
    ],
  );
});
