import assert from "node:assert/strict";
import { test } from "node:test";
import { factsOf } from "../../../lib/core/event.ts";
import { hook as deployment } from "../../fixtures/hooks/2026/deploymentApproved.ts";
import { hook as tagPush } from "../../fixtures/hooks/2026/tagPush.ts";
import { ruleWith } from "../../rules/specs.ts";
import { heard, job, pipeline, told } from "../heard.ts";
import { build2026, jobHook2026, pipelineHook2026 } from "../payloads.ts";

// Each number is an oddity of GitLab that bots get wrong.

const ofMain = ruleWith("when: { ref: main }");
const answers = (hook: unknown, rule = ofMain) => factsOf(pipeline(hook)).map((facts) => rule.decide(facts, 0).answer);

test("gotcha 14: a fork's branch that is called main is never taken for main", () => {
  const merge_request = { id: 1, iid: 4, source_branch: "main", source_project_id: 99, target_project_id: 7 };
  for (const source of ["merge_request_event", "parent_pipeline", undefined])
    assert.deepEqual(answers(pipelineHook2026({ merge_request }, { source, ref: "main" })), ["unknown"]);
  for (const kind of ["head", "merge", "train"])
    assert.equal(ofMain.decide(job(jobHook2026({ ref: `refs/merge-requests/4/${kind}` })), 0).answer, "no");
});

test("gotcha 14: the jobs of a branch pipeline are of that branch", () => {
  assert.deepEqual(answers(pipelineHook2026({ merge_request: null }, { source: "push", ref: "main" })), ["yes"]);
  const inRequest = ruleWith('when: { ref: "refs/merge-requests/*/train" }');
  assert.equal(inRequest.decide(job(jobHook2026({ ref: "refs/merge-requests/4/train" })), 0).answer, "yes");
});

test("gotcha 15: a branch that is called like a tag is no tag, and a tag's ref has no prefix", () => {
  const rule = ruleWith("when: { ref: v2.3.0, tag: true }");
  const ofTag = { ref: "v2.3.0", tag: true };
  assert.equal(rule.decide(job(jobHook2026(ofTag)), 0).answer, "yes");
  assert.equal(rule.decide(job(jobHook2026({ ...ofTag, tag: false })), 0).answer, "no");
  assert.deepEqual(answers(pipelineHook2026({}, ofTag), rule), ["yes"]);
  assert.equal(told("tagPush", tagPush).tagPush.tag, "v2.3.0");
});

test("gotcha 15: a moved tag is told with both commits", () => {
  const moved = told("tagPush", { ...tagPush, before: "a".repeat(40), after: "b".repeat(40) }).tagPush;
  assert.deepEqual([moved.before, moved.after, moved.isDeleted], ["a".repeat(40), "b".repeat(40), false]);
});

test("gotcha 19: an environment is an object in job hooks and a text in deployment hooks, an empty commit_id is none", () => {
  const environment = { name: "production", action: "start", deployment_tier: "production" };
  assert.equal(job(jobHook2026({ environment })).job.id, 501);
  assert.deepEqual(told("deployment", deployment).deployment.environment, { name: "production", tier: "production" });
  const pipelineOfNobody = pipelineHook2026({ user: null, commit: null, merge_request: null });
  assert.equal(pipeline(pipelineOfNobody).jobs.length, 1);
});

test("gotcha 29: a pipeline hook leaves trigger jobs out: what it lists is heard, and what it does not is not made up", () => {
  const hook = pipelineHook2026({ builds: [build2026({ id: 1 })] }, { stages: ["build", "trigger"] });
  assert.deepEqual(
    pipeline(hook).jobs.map(({ id }) => id),
    [1],
  );
});

test("gotcha 32: variables, e-mail addresses, messages and comments of a hook stay outside", () => {
  const hook = pipelineHook2026(
    {
      user: { id: 3, username: "ada", email: "ada@example.com" },
      commit: { message: "the password is tide", author: { email: "ada@example.com" } },
    },
    { variables: [{ key: "TOKEN", value: "s3cr3t" }] },
  );
  const everything = JSON.stringify([heard(hook), job(jobHook2026()), told("deployment", deployment)]);
  assert.doesNotMatch(everything, /s3cr3t|TOKEN|@|tide|555|lift/);
});

test("gotcha 33: no address of a hook is ever read into an event", () => {
  const hostile = { web_url: "https://evil.example", http_url: "https://evil.example/x.git" };
  const hooks = [
    jobHook2026({ repository: { homepage: "https://evil.example/a/b" } }),
    pipelineHook2026({ project: { id: 7, path_with_namespace: "harbour/crane", ...hostile } }),
    { ...deployment, deployable_url: "https://evil.example/-/jobs/82" },
  ];
  for (const hook of hooks) assert.doesNotMatch(JSON.stringify(heard(hook)), /evil|https?:/);
});

test("gotcha 40: a delayed job says manual, but is read by its status, and a rule about gates does not mean it", () => {
  const delayed = build2026({ status: "scheduled", when: "delayed", manual: true });
  const hook = pipelineHook2026({ builds: [delayed] });
  assert.equal(pipeline(hook).jobs[0]?.status, "scheduled");
  assert.deepEqual(answers(hook, ruleWith("when: { status: manual }")), ["no"]);
  const started = build2026({ status: "pending", when: "delayed", manual: true });
  assert.deepEqual(answers(pipelineHook2026({ builds: [started] }), ruleWith("when: { status: scheduled }")), ["no"]);
});
