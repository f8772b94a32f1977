import assert from "node:assert/strict";
import { test } from "node:test";
import { actions } from "../../../lib/actions/index.ts";
import { readRuleFiles } from "../../../lib/app/apply.ts";
import { lintRulebook } from "../../../lib/rules/lint/lintRulebook.ts";
import { problemText } from "../../../lib/rules/read.ts";
import { failed, job, rows } from "./rows.ts";

const now = Date.UTC(2026, 10, 20, 9);

/** What is told of rules, one flow map each, as `line:column severity code message`. */
function told(...rules: readonly string[]): string[] {
  return toldOf(
    ["version: 1", "defaults: { mode: enforce }", "rules:", ...rules.map((one) => `  - { ${one} }`)].join("\n"),
  );
}

function toldOf(text: string): string[] {
  const read = readRuleFiles([{ file: "f", text }], actions);
  if ("problems" in read) assert.fail(read.problems.map(problemText).join("\n"));
  return lintRulebook(read.rulebook, actions, now).map(({ severity, code, path, message }) => {
    const { line, column } = read.problemAt({ path, message });
    return `${line}:${column} ${severity} ${code} ${message}`;
  });
}

for (const [what, rules, findings] of rows)
  test(`lint of ${what}`, () => {
    const lines = told(...rules);
    assert.equal(lines.length, findings.length, lines.join("\n"));
    for (const [at, finding] of findings.entries()) assert.match(lines[at] ?? "", finding);
  });

test("a calendar that never opens is told at the rule that waits for it", () => {
  const calendar = "never: { zone: UTC, closed: [{ from: 2026-01-01, to: 2126-01-01, why: x }] }";
  const lines = toldOf(
    `version: 1\ncalendars: { ${calendar} }\nrules: [{ id: a, ${failed}, require: { calendar: never } }]`,
  );
  assert.match(lines.join(), /^3:\d+ warning neverMatches the calendar never does not open within 400 days/);
});

test("an invariant is told of a rule that acts as an error, of one that reports as a warning, and of itself where it is about nothing", () => {
  const lines = toldOf(`version: 1
invariants:
  - { id: main-stays, never: retry, when: { ref: main } }
  - { id: nothing, never: retry, when: { ref: main, not: { ref: main } } }
rules:
  - { id: acts, ${failed}, mode: enforce }
  - { id: reports, ${failed}, for: 1m, mode: report }
  - { id: leaves, ${job}, when: { status: failed, ref: "v*" }, do: retry, mode: enforce, limit: { perSha: 1 } }
`);
  assert.deepEqual(
    lines.map((line) => line.split(" ").slice(0, 3).join(" ")),
    ["4:40 error neverMatches", "6:74 error forbidden", "7:77 warning forbidden"],
  );
});

test("a thousand rules that have little to do with each other are all fine", () => {
  const rules = Array.from({ length: 1000 }, (_, at) => {
    const where = at % 3 === 0 ? `projects: ["team-${at}/**"]` : 'projects: ["**", "!lab/**"]';
    const what = at % 2 === 0 ? `name: ["build-${at}*", "*-${at}"]` : `ref: "release/${at}.*"`;
    const verb = at % 5 === 0 ? "keep" : "retry";
    return `id: r${at}, on: job, ${where}, when: { status: failed, ${what}, stage: "s${at % 7}*" }, do: ${verb}`;
  });
  assert.deepEqual(told(...rules), []);
});
