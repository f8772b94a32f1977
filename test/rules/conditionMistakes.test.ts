import assert from "node:assert/strict";
import { test } from "node:test";
import { leaves } from "../../lib/rules/checks/leaves.ts";
import { conditionMistakes, regexMistakes } from "./conditionMistakes.ts";
import { problemsOf } from "./specs.ts";

const before = "  - { id: a, projects: a/b, on: job, do: keep, when: { ";

/** What is wrong with conditions, by the column that they begin in. */
function problemsIn(when: string): string[] {
  return problemsOf(`version: 1\nrules:\n${before}${when} } }`).map((problem) => {
    const [, column, message] = /^rules\.yaml:3:(\d+): (.*)$/s.exec(problem) ?? [];
    return `${Number(column) - before.length}: ${message}`;
  });
}

for (const [when, ...problems] of conditionMistakes)
  test(`\`${when}\` is told with its place`, () => assert.deepEqual(problemsIn(when), problems));

for (const key of ["log: { matches: x }", "attempt: 1", "rank: 1", "latest: true", "newest: true", "superseded: true"])
  test(`\`${key}\` is refused inside \`jobs\`, in whichever group it stands`, () => {
    const [name = ""] = key.split(":");
    const message = `only a look at the job itself tells \`${name}\`, and inside \`jobs\` there is none: ask for it beside \`jobs\``;
    for (const when of [
      `jobs: { where: { ${key} }, all: { tag: true } }`,
      `jobs: { any: { all: [{ not: { ${key} } }] } }`,
    ])
      assert.deepEqual(problemsIn(when), [`${when.indexOf(key) + name.length + 3}: ${message}`]);
  });

for (const key of [
  "protected: true",
  "by: { bot: true }",
  "failureClass: x",
  "exitCode: 1",
  "when: x",
  "environment: x",
])
  test(`\`${key}\` is refused inside \`jobs\``, () => {
    assert.match(problemsIn(`jobs: { none: { ${key} } }`).join(), /only a look at the job itself tells/);
  });

for (const [source, problem] of regexMistakes)
  test(`the regular expression ${source.slice(0, 30)} is refused in plain words`, () => {
    const quoted = JSON.stringify(source);
    assert.deepEqual(problemsIn(`name: { matches: ${quoted} }`), [`18: ${problem}`]);
    assert.deepEqual(problemsIn(`any: [{ log: { matches: [ok, ${quoted}] } }]`), [`30: ${problem}`]);
  });

for (const source of [
  "(a+)+$",
  "(.*){20}",
  "a{998}",
  "\\{5000}",
  "[{1000}]{3}",
  "(?i)error",
  "\\p{L}+",
  "x".repeat(500),
])
  test(`the regular expression ${source.slice(0, 30)} is taken`, () => {
    assert.deepEqual(problemsIn(`name: { matches: ${JSON.stringify(source)} }`), []);
  });

test("regular expressions are judged beside whatever else is wrong, and outside conditions only where they may stand", () => {
  assert.deepEqual(problemsIn('tga: true, name: { matches: "(" }').length, 2);
  const text = (verb: string) => `version: 1\nrules:\n  - { id: a, projects: a/b, on: job, do: { play: ${verb} } }`;
  assert.deepEqual(problemsOf(text('{ job: x, variables: { matches: "(" } }')), []);
  assert.deepEqual(
    problemsOf(text('{ job: x, allow: { A: { matches: "(" } } }')).filter((one) => one.includes("closing")),
    ["rules.yaml:3:83: no regular expression: missing closing ): `(`"],
  );
});

test("a file has a thousand different regular expressions and not one more", () => {
  const rules = (count: number) =>
    JSON.stringify({
      version: 1,
      rules: Array.from({ length: count }, (_, at) => ({
        id: `r${at}`,
        projects: "**",
        on: "job",
        do: "keep",
        when: { name: { matches: `v${at}` }, ref: { matches: "same" } },
      })),
    });
  assert.deepEqual(problemsOf(rules(999)), []);
  assert.match(
    problemsOf(rules(1000)).join(),
    /^rules.yaml:1:\d+: more than 1000 different regular expressions in one file$/,
  );
});

test("every condition but the groups is refused as a list within a list", () => {
  for (const key of Object.keys(leaves)) assert.ok(problemsIn(`${key}: [[]]`).length > 0, key);
});

test("conditions inside `jobs` count, and nest", () => {
  const jobs = (count: number) => `jobs: { all: { any: [${"{ name: a, ref: b },".repeat(count)}] } }`;
  assert.deepEqual(problemsIn(jobs(25)), []);
  assert.deepEqual(problemsIn(`tag: true, ${jobs(25)}`), ["-1: 51 conditions: at most 50 a rule"]);
  const deep = (count: number) => `jobs: { any: ${"{ not: ".repeat(count)}{ tag: true }${" }".repeat(count)} }`;
  assert.deepEqual(problemsIn(deep(7)), []);
  assert.deepEqual(problemsIn(deep(8)), ["-1: all, any and not are nested 9 deep: at most 8"]);
});
