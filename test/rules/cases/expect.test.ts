import assert from "node:assert/strict";
import { test } from "node:test";
import { caseFile, failuresOf, ran, ruleFile } from "./asked.ts";
import { calendars, rows } from "./expectRows.ts";

for (const [what, { rule, given = "", at, expect, wrong, told }] of Object.entries(rows))
  test(`a case can expect ${what}, and fails where it is otherwise`, async () => {
    const rules = ruleFile(rule, calendars);
    const more = at === undefined ? "" : `    at: ${at}\n`;
    // What stands there twice would be a mistake: the status of the row holds.
    const cases = (expected: string) =>
      caseFile(given, `{ r: ${expected} }`, more).replace(/status: failed, (status: )/, "$1");
    assert.deepEqual(await failuresOf(rules, cases(expect)), []);
    assert.deepEqual(await failuresOf(rules, cases(wrong)), [`4:15 r ${told}`]);
  });

const both = `${ruleFile("on: job, do: keep")}  - { id: s, projects: "**", on: job, when: { tag: true }, do: keep }\n`;

test("`nothing: true` means all rules that the case does not name", async () => {
  assert.deepEqual(await failuresOf(both, caseFile("tag: false", "{ r: yes, nothing: true }")), []);
  assert.deepEqual(await failuresOf(both, caseFile("tag: false", "{ s: no, nothing: true }")), [
    "4:22 r answer: no, got yes",
  ]);
  assert.deepEqual(await failuresOf(both, caseFile("", "{ nothing: true }")), [
    "4:15 r answer: no, got yes",
    "4:15 s answer: no, got unknown",
  ]);
});

test("a rule of the name `nothing` can be expected to say something too", async () => {
  const rule = ruleFile("on: job, do: keep").replace("id: r", "id: nothing");
  assert.deepEqual(await failuresOf(rule, caseFile("", "{ nothing: yes }")), []);
  assert.deepEqual(await failuresOf(rule, caseFile("", "{ nothing: true }")), ["4:15 nothing answer: no, got yes"]);
});

for (const [what, rule, given, because] of [
  ["another cause", "on: { schedule: { every: 1d } }, do: keep", "", "on"],
  [
    "another job than the verb means",
    "on: pipeline, do: { play: { job: deploy } }",
    "status: manual, name: lint",
    "do.play.job",
  ],
  ["a job that the verb cannot start from", "on: job, do: { play: { job: job } }", "", "do.play"],
  [
    "another command",
    "on: { command: retry }, when: { status: failed }, do: retry",
    "command: { verb: play }",
    "on.command",
  ],
  [
    "a trigger job that it does not ask for",
    "on: job, when: { status: failed }, do: retry",
    "bridge: true",
    "when.bridge",
  ],
  [
    "a value that is not allowed",
    "on: { command: play }, do: { play: { allow: { A: [x] } } }",
    "status: manual, command: { verb: play, variables: { A: y } }",
    "do.play",
  ],
  ["a rule that is off", "on: job, mode: off, do: keep", "", "mode"],
] as const)
  test(`a rule says no to ${what}, as it would to a hook`, async () => {
    const on = what === "another cause" ? "    on: job\n" : "";
    const cases = caseFile(given, `{ r: { answer: no, because: ${because} } }`, on).replace(
      /status: failed, (status: )/,
      "$1",
    );
    assert.deepEqual(await failuresOf(ruleFile(rule), cases), []);
  });

test("without a cause each rule is asked as what causes it would ask it", async () => {
  for (const on of ["job", "pipeline", "{ schedule: { every: 1d } }"])
    assert.deepEqual(await failuresOf(ruleFile(`on: ${on}, do: keep`), caseFile("", "{ r: yes }")), [], on);
});

test("a failure tells the rule, what decided and the value that it saw", async () => {
  const [result] = await ran(ruleFile("on: job, when: { ref: main }, do: keep"), caseFile("ref: topic", "{ r: yes }"));
  const [failure] = result?.failures ?? [];
  assert.deepEqual(
    { rule: failure?.rule, because: failure?.because, file: failure?.at.file },
    { rule: "r", because: "when.ref: wanted main, saw topic", file: "my.cases.yaml" },
  );
});
