import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readCases } from "../../../lib/rules/cases/caseFile.ts";
import { givenWords } from "../../../lib/rules/cases/given.ts";
import { problemText } from "../../../lib/rules/read.ts";
import { caseFile, failuresOf, ruleFile } from "./asked.ts";

const seed = 20_261_121;

function problemsOf(text: string): string[] {
  const read = readCases(text, "c");
  return "problems" in read ? read.problems.map((problem) => problemText({ ...problem, path: "" })) : [];
}

const known = givenWords.join(", ");

/** What people get wrong in a file of cases, and what is told. */
const mistakes: readonly [what: string, text: string, ...problems: string[]][] = [
  ["a file without cases", "rules: a.yaml", "c:1:1: `cases` is missing"],
  ["no case", "cases: []", "c:1:8: expected at least one case"],
  ["a misspelt key", "casses: []", "c:1:1: `cases` is missing", "c:1:1: unknown key `casses`; did you mean `cases`?"],
  ["a case without a name", "cases: [{ given: { status: failed }, expect: { r: yes } }]", "c:1:9: `name` is missing"],
  ["a case that expects nothing", "cases: [{ name: a, given: { status: failed } }]", "c:1:9: `expect` is missing"],
  [
    "an empty expectation",
    caseFile("", "{}"),
    "c:4:13: expected what some rule says, e.g. { my-rule: yes }, or { nothing: true }",
  ],
  ["a misspelt word", caseFile("stagee: test", "{ r: yes }"), "c:3:30: unknown key `stagee`; did you mean `stage`?"],
  [
    "a word of other tools",
    caseFile("branch: main", "{ r: yes }"),
    "c:3:30: unknown key `branch`; did you mean `ref`?",
  ],
  [
    "a word like nothing",
    caseFile("colour: red", "{ r: yes }"),
    `c:3:30: unknown key \`colour\`; known are ${known}, base, unknown`,
  ],
  [
    "a failure class, which follows from the rest",
    caseFile("failureClass: infra.spot", "{ r: yes }"),
    "c:3:30: a failure class is concluded, never given: say what it is known by (`failureReason`, `exitCode`, `log`, `runner`)",
  ],
  [
    "a status of other tools",
    caseFile("", "{ r: yes }").replace("failed", "passed"),
    "c:3:22: no job status `passed`; did you mean `success`?",
  ],
  [
    "a pipeline status of other tools",
    caseFile("pipelineStatus: passed", "{ r: yes }"),
    "c:3:46: no pipeline status `passed`; did you mean `success`?",
  ],
  [
    "no status",
    "cases: [{ name: a, given: { ref: x }, expect: { r: yes } }]",
    "c:1:27: `status` is missing: a job always has one",
  ],
  [
    "a tier without an environment",
    caseFile("environmentTier: production", "{ r: yes }"),
    "c:3:47: a tier goes with the name of an `environment`",
  ],
  [
    "artifacts that are kept and expire",
    caseFile("artifacts: { kept: true, expiresIn: 1d }", "{ r: yes }"),
    "c:3:41: give one of `expiredFor`, `expiresIn` and `kept: true`",
  ],
  [
    "a span that is none",
    caseFile("age: 3", "{ r: yes }"),
    "c:3:35: expected a span such as 30s, 15m, 2h or 7d: more than 0, at most ten years; got 3",
  ],
  ["true for yes", caseFile("", "{ r: true }"), "c:4:18: expected yes, no or unknown, got true: write yes"],
  ["false for no", caseFile("", "{ r: false }"), "c:4:18: expected yes, no, unknown or { answer: … }; got false"],
  [
    "a misspelt expectation",
    caseFile("", "{ r: { answer: yes, wait: 3m } }"),
    "c:4:33: unknown key `wait`; did you mean `waits`?",
  ],
  [
    "waiting without a yes",
    caseFile("", "{ r: { answer: no, waits: 3m } }"),
    "c:4:39: `waits` goes with `answer: yes`",
  ],
  [
    "asking of what is known",
    caseFile("", "{ r: { answer: no, asks: log } }"),
    "c:4:38: `asks` goes with `answer: unknown`",
  ],
  ["two verbs", caseFile("", "{ r: { answer: yes, do: { keep: {}, retry: {} } } }"), "c:4:37: expected one verb"],
  [
    "a moment without its zone",
    caseFile("", "{ r: yes }", "    at: 2026-01-05T12:00:00\n"),
    "c:5:9: expected a moment such as 2026-11-20T18:00:00+01:00, with Z or an offset; got `2026-01-05T12:00:00`",
  ],
  [
    "a day that is none",
    caseFile("", "{ r: yes }", "    at: 2026-02-30T12:00:00Z\n"),
    "c:5:9: expected a moment such as 2026-11-20T18:00:00+01:00, with Z or an offset; got `2026-02-30T12:00:00Z`",
  ],
  [
    "a base that is not there",
    `bases: { gate: {} }\n${caseFile("base: gat", "{ r: yes }")}`,
    "c:4:36: no base `gat`; did you mean `gate`?",
  ],
  [
    "a base in a base",
    `bases: { a: { base: b } }\n${caseFile("", "{ r: yes }")}`,
    "c:1:15: a base stands in the `given` of a case",
  ],
  [
    "an unknown word that is none",
    caseFile("unknown: [tga]", "{ r: yes }"),
    "c:3:40: no word of `given`; did you mean `tag`?",
  ],
  [
    "one name twice",
    "cases:\n  - { name: a, given: { status: failed }, expect: { r: yes } }\n  - { name: a, given: { status: failed }, expect: { r: yes } }",
    "c:3:13: cases.0 has this name already",
  ],
];

for (const [what, text, ...problems] of mistakes)
  test(`${what} is told with its place`, () => {
    assert.deepEqual(problemsOf(text), problems);
  });

test("a rule that is not there is told with its place and the nearest name", async () => {
  const rules = ruleFile("on: job, do: keep").replace("id: r", "id: keep-all");
  await assert.rejects(failuresOf(rules, caseFile("", "{ keep-al: yes }")), {
    message: "my.cases.yaml:4:15: no rule `keep-al`; did you mean `keep-all`? (cases.0.expect.keep-al)",
  });
});

test("no text, however odd, makes the reader of cases throw", () => {
  const piece = fc.constantFrom(
    ...[
      "cases:",
      "\n  - ",
      "name: a",
      "given: {",
      "}",
      "expect: {",
      "r: yes",
      "null",
      "absent",
      "*a",
      "&a ",
      "[",
      "]",
      ": ",
      "\n",
    ],
    ...givenWords.map((word) => `${word}: `),
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ unit: "binary", maxLength: 4 })), { maxLength: 40 }), (pieces) => {
      readCases(pieces.join(""), "c");
    }),
    { seed, numRuns: 1000 },
  );
});

test("names and values that would steer a terminal are shown as marks", () => {
  const [problem = ""] = problemsOf(`cases: [{ name: "\\e[2J", "\\e[31m": 1 }]`);
  assert.doesNotMatch(problemsOf(`cases: [{ "\\e[31m\\u202e": 1 }]`).join("") + problem, /[\p{Cc}\p{Cf}]/u);
});
