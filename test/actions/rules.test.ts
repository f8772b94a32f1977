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

for (const verb of ["deleteArtifacts", "erase"])
  test(`${verb} never comes from a hook`, () => {
    for (const kind of ["job", "pipeline"])
      assert.match(
        problemsOf(`on: ${kind}, do: ${verb}`).join(),
        new RegExp(`acts on schedule or command only, not on ${kind}`),
      );
    assert.deepEqual(problemsOf(`on: { command: ${verb} }, do: { ${verb}: { includeTags: true } }`), []);
  });

for (const [why, rule, told] of [
  ["cancels whatever runs", "on: job, do: cancel", /`cancel` must know which jobs are meant/],
  ["plays whatever is manual", "on: pipeline, do: play", /which job\? `play` must name it/],
  [
    "gives what it sets itself",
    "on: { command: play }, do: { play: { variables: { A: x }, allow: { A: [y] } } }",
    /A is set by `variables` already/,
  ],
  [
    "has a share of a retry",
    "on: job, when: { status: failed }, do: retry, limit: { percentPerDay: 5 }",
    /counts what is deleted/,
  ],
  [
    "has a share without sweeps",
    "on: { command: erase }, do: erase, limit: { percentPerDay: 5 }",
    /goes with `on: \{ schedule/,
  ],
] as const)
  test(`a rule that ${why} is refused`, () => {
    assert.match(problemsOf(rule).join("\n"), told);
  });

test("the words of the language that this version knows are not called unknown", () => {
  for (const rule of [
    "on: job, when: { status: created }, do: cancel",
    "on: { command: play }, do: { play: { allow: { REGION: [eu, us], VERSION: { matches: 'v[0-9.]+' } } } }",
    "on: { command: play }, do: play",
    "on: job, when: { status: failed }, do: { retry: { inputs: { a: 1, b: [x, true] } } }",
    "on: { schedule: { every: 1d } }, do: { erase: { quarantine: 2d } }, limit: { bytesPerDay: 10GB, percentPerDay: 20 }",
    "on: [job, pipeline, { command: say }, { schedule: { every: 1d } }], do: { notify: { to: journal, text: '{{ job.name }}' } }",
  ])
    assert.deepEqual(problemsOf(rule), [], rule);
});

test("a denied variable is refused where it stands", () => {
  const rule = "on: pipeline, do: { play: { job: deploy, variables: { CI_DEBUG_TRACE: a } } }";
  assert.match(problemsOf(rule).join(), /CI_DEBUG_TRACE may not be set by a rule/);
});
