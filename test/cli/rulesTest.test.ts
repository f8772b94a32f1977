import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type TestContext, test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { junitText } from "../../lib/cli/rules/junit.ts";
import { testedJson } from "../../lib/cli/rules/testJson.ts";
import type { Tested } from "../../lib/cli/rules/testRun.ts";
import { coverageLines, lackLines, testedLines } from "../../lib/cli/rules/testText.ts";
import { run } from "../flows/process.ts";
import { elementsOf } from "./xml.ts";

const cli = resolve(import.meta.dirname, "../../lib/cli/penstock.ts");

function folder(t: TestContext, files: Readonly<Record<string, string>>): string {
  const home = mkdtempSync(join(tmpdir(), "penstock-"));
  t.after(() => rmSync(home, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(home, name, ".."), { recursive: true });
    writeFileSync(join(home, name), text);
  }
  return home;
}

async function penstock(t: TestContext, ...args: string[]): Promise<{ code: number | string; text: string }> {
  const command = run(t, [cli, "rules", ...args]);
  return { code: await command.ended, text: command.lines.join("\n") };
}

const rules = `version: 1\nrules:\n  - { id: keep-all, projects: "**", on: job, when: { tag: true }, do: keep }\n`;
const good = `cases:
  - { name: a tag is kept, given: { status: success, tag: true }, expect: { keep-all: yes } }
  - { name: a branch is not, given: { status: success, tag: false }, expect: { keep-all: no } }
`;
const bad = good.replace("keep-all: no", "keep-all: yes");

test("cases that hold are a line a file and exit 0; the folder's rules, cases and other files each find their place", async (t) => {
  const home = folder(t, {
    "a.yaml": rules,
    "a.cases.yaml": good,
    "README.md": "no rules",
    "sub/b.yaml": "what is this",
  });
  const { code, text } = await penstock(t, "test", home, "--strict");
  assert.equal(code, 0, text);
  assert.deepEqual(text.split("\n"), [`✔ ${home}/a.cases.yaml  2 cases`, "2 cases: all as expected"]);
});

test("a case that does not hold is told with its place, what was expected and what decided, and exits 1", async (t) => {
  const home = folder(t, { "a.yaml": rules, "a.cases.yaml": bad });
  const { code, text } = await penstock(t, "test", join(home, "a.yaml"));
  assert.equal(code, 1);
  for (const line of [
    `✖ ${home}/a.cases.yaml  1 of 2 cases`,
    "    a branch is not",
    `      ${home}/a.cases.yaml:3:80  keep-all: expected yes, got no`,
    "        when.tag: wanted true, saw false",
    "1 of 2 cases failed",
  ])
    assert.ok(text.split("\n").includes(line), `${line}\n---\n${text}`);
});

test("rules without a case that says yes are refused, and one that is never said no to is a warning, or with --strict an error", async (t) => {
  const only = (expect: string) =>
    good
      .split("\n")
      .filter((line) => !/^ {2}-/.test(line) || line.includes(expect))
      .join("\n");
  const home = folder(t, {
    "a.yaml": rules,
    "a.cases.yaml": only("keep-all: yes"),
    "b/a.yaml": rules,
    "b/a.cases.yaml": only("keep-all: no"),
    "c/a.yaml": rules,
    "c/b.yaml": rules,
    "c/b.cases.yaml": good,
  });
  const [lax, strict, noYes, noCases] = await Promise.all([
    penstock(t, "test", home),
    penstock(t, "test", home, "--strict"),
    penstock(t, "test", join(home, "b")),
    penstock(t, "test", join(home, "c")),
  ]);
  assert.match(lax.text, /! .*a\.yaml: keep-all: no case says no/);
  assert.match(strict.text, /✖ .*a\.yaml: keep-all: no case says no/);
  assert.match(noYes.text, /✖ .*a\.yaml: no case says yes to any rule of it/);
  assert.match(noCases.text, /✖ .*c\/a\.yaml: no case says yes to any rule of it/);
  assert.deepEqual(
    [lax, strict, noYes, noCases].map(({ code }) => code),
    [0, 1, 1, 1],
  );
});

test("cases may name their rules, and calendars in another file; broken files are told and the others go on", async (t) => {
  const office = 'version: 1\ncalendars: { office: { zone: UTC, open: "daily 09:00-17:00" } }\n';
  const home = folder(t, {
    "rules/a.yaml": rules.replace("do: keep", "do: keep, require: { calendar: office }"),
    "rules/shared.yaml": office,
    "cases/x.cases.yaml": `rules: [../rules/a.yaml, ../rules/shared.yaml]\nat: 2026-01-05T18:00:00Z\n${good.replace("keep-all: yes", "keep-all: { answer: yes, waits: 15h }")}`,
    "cases/broken.cases.yaml": "cases:\n  - { nam: a }\n",
    "cases/lost.cases.yaml": good,
    "cases/gone.cases.yaml": `rules: nothing.yaml\n${good}`,
  });
  const { code, text } = await penstock(t, "test", join(home, "cases"));
  assert.equal(code, 1);
  assert.match(text, /✔ .*x\.cases\.yaml {2}2 cases/);
  assert.match(text, /broken\.cases\.yaml:2:7: unknown key `nam`; did you mean `name`\?/);
  assert.match(text, /lost\.cases\.yaml:1:1: there is no file of rules of the same name/);
  assert.match(text, /gone\.cases\.yaml:1:1: .*nothing\.yaml cannot be read: there is no such file/);
});

test("--filter picks cases by their names, --coverage tells what they try, --json tells all for programs", async (t) => {
  const home = folder(t, { "a.yaml": rules, "a.cases.yaml": bad });
  const [filtered, none, coverage, json] = await Promise.all([
    penstock(t, "test", home, "--filter", "A TAG"),
    penstock(t, "test", home, "--filter", "zebra"),
    penstock(t, "test", home, "--coverage", "--filter", ""),
    penstock(t, "test", home, "--json"),
  ]);
  assert.deepEqual([filtered.code, filtered.text.split("\n").at(-1)], [0, "1 case: all as expected"]);
  assert.doesNotMatch(filtered.text, /no case says/);
  assert.deepEqual([none.code, none.text], [1, 'no case has "zebra" in its name']);
  assert.equal(coverage.code, 1);
  assert.equal(json.code, 1);
  const told = JSON.parse(json.text.split("\n").find((line) => line.startsWith("{")) ?? "");
  assert.deepEqual(
    [told.passed, told.files[0].cases.map(({ passed }: { passed: boolean }) => passed), told.coverage[0].said],
    [false, [true, false], { yes: 1, no: 1, unknown: 0 }],
  );
  assert.deepEqual(told.files[0].cases[1].failures, [
    {
      rule: "keep-all",
      what: "answer",
      expected: "yes",
      got: "no",
      because: "when.tag: wanted true, saw false",
      line: 3,
      column: 80,
    },
  ]);
});

test("--junit writes a report beside what people read, and says why where it cannot", async (t) => {
  const home = folder(t, { "a.yaml": rules, "a.cases.yaml": bad });
  const file = join(home, "report.xml");
  const [, refused] = await Promise.all([
    penstock(t, "test", home, "--junit", file),
    penstock(t, "test", home, "--junit", join(home, "no/report.xml")),
  ]);
  assert.deepEqual([refused.code, /the report cannot be written: ENOENT/.test(refused.text)], [1, true]);
  const elements = elementsOf(readFileSync(file, "utf8"));
  const [suites] = elements;
  assert.deepEqual([suites?.name, suites?.attributes.tests, suites?.attributes.failures], ["testsuites", "2", "1"]);
  assert.match(suites?.attributes.time ?? "", /^\d+\.\d{3}$/);
  const failure = elements.find(({ name }) => name === "failure");
  assert.match(
    failure?.text ?? "",
    /a\.cases\.yaml:3:80 {2}keep-all: expected yes, got no\n {2}when\.tag: wanted true, saw false/,
  );
  const cases = elements.filter(({ name }) => name === "testcase");
  assert.deepEqual(
    cases.map(({ attributes }) => attributes.name),
    ["a tag is kept", "a branch is not"],
  );
  for (const { attributes } of cases) assert.equal(attributes.file, join(home, "a.cases.yaml"));
});

test("no name and no value, however odd, breaks a report or steers a terminal", () => {
  const odd = `<&>"' ]]> \u0000\u001b[2J \ud800 \uffff\n\u202e`;
  const at = { file: odd, line: 1, column: 1, path: "", message: odd };
  const failure = { rule: odd, at, what: "because", expected: odd, got: odd, because: odd };
  const tested: Tested = {
    files: [
      { file: odd, problems: [], seconds: 1.5, results: [{ name: odd, at, failures: [failure], spoken: new Map() }] },
      { file: odd, problems: [at], seconds: 0, results: [] },
    ],
    tried: [],
  };
  const text = junitText(tested, [
    { file: odd, rule: odd, text: odd, isFailure: true },
    { file: odd, text: odd, isFailure: false },
  ]);
  const elements = elementsOf(text);
  assert.deepEqual(
    elements.map(({ name }) => name),
    [
      "testsuites",
      "testsuite",
      "testcase",
      "failure",
      "testsuite",
      "testcase",
      "error",
      "testsuite",
      "testcase",
      "failure",
    ],
  );
  assert.deepEqual(
    [elements[0]?.attributes.tests, elements[0]?.attributes.failures, elements[0]?.attributes.errors],
    ["3", "2", "1"],
  );
  const rule = { rule: odd, said: { yes: 1, no: 1, unknown: 0 }, untried: [odd] };
  const lines = [
    ...testedLines(tested),
    ...coverageLines([{ file: odd, rules: [rule], problems: [] }]),
    ...lackLines([{ file: odd, rule: odd, text: odd, isFailure: true }]),
  ];
  for (const line of lines.map(stripVTControlCharacters)) assert.doesNotMatch(line, /\p{Cc}|\p{Cf}/u);
  assert.doesNotMatch(testedJson(tested, [], false), /\p{Cc}|\p{Cf}/u);
});
