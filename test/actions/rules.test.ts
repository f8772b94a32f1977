import assert from "node:assert/strict";
import { test } from "node:test";
import { actions } from "../../lib/actions/index.ts";
import { problemText, readRulebook } from "../../lib/rules/read.ts";

function problemsOf(rule: string): string[] {
  const read = readRulebook(`version: 1\nrules:\n  - { id: r, projects: ["**"], ${rule} }\n`, "rules.yaml", actions);
  return "problems" in read ? read.problems.map(problemText) : [];
}

for (const [why, rule] of [
  ["retries whatever ended", "on: job, do: retry"],
  ["restarts whatever runs", "on: job, when: { name: lint }, do: restart"],
  ["names a status only to exclude it", "on: job, when: { not: { status: failed } }, do: retry"],
  [
    "names a status in one of several ways only",
    "on: job, when: { any: [{ status: failed }, { name: lint }] }, do: retry",
  ],
] as const)
  test(`a rule that ${why} is refused: it must name a status`, () => {
    assert.match(problemsOf(rule).join(), /^rules\.yaml:3:\d+: `(retry|restart)` must know which jobs are meant/);
  });

for (const [why, rule] of [
  ["names its status", "on: job, when: { status: failed }, do: retry"],
  ["names one in every way", "on: job, when: { any: [{ status: failed }, { status: canceled }] }, do: retry"],
  ["names one among all that must hold", "on: job, when: { all: [{ status: pending }, { name: lint }] }, do: restart"],
  ["plays, for only a manual job is ever played", "on: pipeline, do: { play: { job: deploy } }"],
] as const)
  test(`a rule that ${why} is read`, () => {
    assert.deepEqual(problemsOf(rule), []);
  });

test("a delete never comes from a hook", () => {
  assert.match(problemsOf("on: job, do: deleteArtifacts").join(), /acts on schedule only, not on job/);
});

test("a denied variable is refused where it stands", () => {
  const rule = "on: pipeline, do: { play: { job: deploy, variables: { CI_DEBUG_TRACE: a } } }";
  assert.match(problemsOf(rule).join(), /CI_DEBUG_TRACE may not be set by a rule/);
});
