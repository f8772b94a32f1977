import assert from "node:assert/strict";
import { test } from "node:test";
import { VariableTemplates, variablesOf } from "../../lib/actions/variables.ts";
import type { Facts } from "../../lib/core/event.ts";

const facts: Facts = {
  project: { id: 42, path: "shop/api" },
  job: { id: 7, name: "deploy:production", status: "manual", ref: "v2.3.0", sha: "abc123", pipelineId: 9 },
};

const problemOf = (templates: Record<string, string>) => {
  const read = VariableTemplates.safeParse(templates);
  return read.success ? undefined : read.error.issues.map(({ message }) => message).join("; ");
};

test("a value is filled from what is known about the job", () => {
  const found = variablesOf(
    { RELEASE: "{{ ref }}", BUILD: "{{pipeline.id}}-{{ sha }}", NAME: "{{ job.name }}" },
    facts,
  );
  assert.deepEqual(found, { variables: { RELEASE: "v2.3.0", BUILD: "9-abc123", NAME: "deploy:production" } });
});

for (const name of [
  "CI",
  "CI_DEBUG_TRACE",
  "ci_debug_trace",
  "GIT_CONFIG_COUNT",
  "GIT_FETCH_EXTRA_FLAGS",
  "GITLAB_USER_ID",
  "FF_USE_X",
  "LD_PRELOAD",
  "PATH",
  "path",
  "BASH_ENV",
  "IFS",
  "PS4",
  "NODE_OPTIONS",
  "PYTHONSTARTUP",
  "RUBYOPT",
  "GOFLAGS",
  "AWS_PROFILE",
  "KUBECONFIG",
  "DEPLOY_TOKEN",
  "MY_SECRET",
  "DB_PASSWORD",
  "API_KEY",
  "HTTP_PROXY",
  "ALL_PROXY",
  "SECURE_LOG_LEVEL",
  "CS_IMAGE",
  "SAST_IMAGE_SUFFIX",
  "DOCKER_HOST",
  "RUNNER_X",
  "TF_LOG_PATH",
  "TF_CLI_ARGS",
])
  test(`no rule may set ${name}`, () => {
    assert.match(problemOf({ [name]: "x" }) ?? "", /may not be set/);
  });

for (const name of ["1X", "A-B", "A B", "", "Ä", "A".repeat(65), "A\n"])
  test(`${JSON.stringify(name)} is no variable name`, () => {
    assert.match(problemOf({ [name]: "x" }) ?? "", /is no variable name/);
  });

test("ordinary names pass", () => {
  assert.equal(problemOf({ RELEASE: "v1", CHANNEL: "stable", _x: "", REGION2: "eu west" }), undefined);
});

for (const [why, value] of [
  ["a $ that GitLab would expand", "a$CI_JOB_TOKEN"],
  ["a % that a Windows runner would expand", "%PATH%"],
  ["a newline", "a\nb"],
  ["a NUL", "a\0b"],
  ["more than 1024 characters", "x".repeat(1025)],
  ["a slot that is not known", "{{ constructor }}"],
  ["a slot of the prototype", "{{ toString }}"],
  ["half a slot", "{{ ref"],
] as const)
  test(`a value with ${why} is refused when the rule is read`, () => {
    assert.notEqual(problemOf({ X: value }), undefined);
  });

test("more than 20 variables are refused", () => {
  assert.equal(problemOf(Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`V${n}`, "x"]))), undefined);
  assert.match(problemOf(Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`V${n}`, "x"]))) ?? "", /at most 20/);
});

for (const ref of ["v1$(id)", "v1;rm", "v1 x", "v%41", "$CI_JOB_TOKEN", "v1\nX=1", "v`id`", "v\u202e1"])
  test(`a ref such as ${JSON.stringify(ref)} never reaches a variable`, () => {
    const found = variablesOf({ RELEASE: "{{ ref }}" }, { ...facts, job: { ...facts.job, ref } });
    assert.ok("refused" in found && !found.refused.includes(ref));
  });

test("a fact that is not known refuses instead of sending an empty value", () => {
  const { sha: _, ...job } = facts.job;
  assert.deepEqual(variablesOf({ X: "{{ sha }}" }, { ...facts, job }), {
    refused: "{{ sha }} in X is not known for this job",
  });
});
