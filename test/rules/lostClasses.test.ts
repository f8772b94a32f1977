import assert from "node:assert/strict";
import { test } from "node:test";
import { mergeParts } from "../../lib/rules/merge.ts";
import { problemText, readRulebook } from "../../lib/rules/read.ts";
import { specs } from "./specs.ts";

function problemsOf(...texts: readonly string[]): string[] {
  const parts = texts.map((text, at) => {
    const file = `f${at}.yaml`;
    const read = readRulebook(text, file, specs);
    assert.ok("rulebook" in read);
    return { file, ...read };
  });
  const merged = mergeParts(parts);
  return "problems" in merged ? merged.problems.map(problemText) : [];
}

const rule = (names: string) =>
  `version: 1\nrules: [{ id: a, projects: x/y, on: job, do: keep, when: { not: { any: [{ failureClass: ${names} }] } } }]`;
const classes = (name: string) =>
  `version: 1\nfailureClasses: { ${name}: [{ exitCode: 3 }] }\nrules: [{ id: b, projects: x/y, on: job, do: keep }]`;

test("a failure class that nobody knows is told with the nearest", () => {
  assert.deepEqual(problemsOf(rule("[timeout, infra.sopt]")), [
    "f0.yaml:2:99: no failure class `infra.sopt`; did you mean `infra.spot`? (rules.0.when.not.any.0.failureClass.1)",
  ]);
  assert.match(problemsOf(rule("spot")).join(), /no failure class `spot`; did you mean `infra\.spot`\?/);
  assert.match(problemsOf(rule("infra")).join(), /no failure class `infra`; did you mean `infra\.\*`\?/);
  assert.match(problemsOf(rule('"moon.*"')).join(), /no failure class `moon\.\*`; known are infra\.spot, /);
});

test("a failure class may be the rulebook's own, in whichever of its files", () => {
  assert.deepEqual(problemsOf(rule("ours.flaky"), classes("ours.flaky")), []);
  assert.deepEqual(problemsOf(rule('"ours.*"'), classes("ours.flaky")), []);
  assert.match(problemsOf(rule("ours.flaki"), classes("ours.flaky")).join(), /did you mean `ours.flaky`/);
});
