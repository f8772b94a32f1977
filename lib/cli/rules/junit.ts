import { stripVTControlCharacters } from "node:util";
import type { CaseResult } from "../../app/cases/runCases.ts";
import { problemText } from "../../rules/read.ts";
import { type Lack, lackText } from "./testLacks.ts";
import type { Tested, TestedFile } from "./testRun.ts";
import { failureLines } from "./testText.ts";

interface Suite {
  readonly name: string;
  readonly seconds: number;
  readonly cases: readonly TestCase[];
}

interface TestCase {
  readonly name: string;
  /** `file:line` is not asked for: GitLab shows the file and leads to it. */
  readonly file: string;
  readonly broken?: { readonly kind: "failure" | "error"; readonly message: string; readonly text: string };
}

/**
 * The cases as a JUnit report: a suite for each file. Missing cases are a suite of their own.
 * Source: docs.gitlab.com/ci/testing/unit_test_reports, "JUnit XML format" (read 2026-11).
 */
export function junitText({ files }: Tested, lacks: readonly Lack[]): string {
  const suites = [...files.map(suiteOf), ...(lacks.length > 0 ? [lackSuite(lacks)] : [])];
  const seconds = suites.reduce((sum, suite) => sum + suite.seconds, 0);
  const head = {
    name: "penstock rules test",
    ...countsOf(suites.flatMap(({ cases }) => cases)),
    time: timeText(seconds),
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes(head)}>`,
    ...suites.flatMap(suiteLines),
    "</testsuites>",
    "",
  ].join("\n");
}

function suiteOf({ file, results, problems, seconds }: TestedFile): Suite {
  if (problems.length === 0) return { name: file, seconds, cases: results.map((result) => caseOf(result, file)) };
  const text = problems.map(problemText).join("\n");
  const message = problems[0]?.message ?? "";
  return {
    name: file,
    seconds,
    cases: [{ name: "the file can be read", file, broken: { kind: "error", message, text } }],
  };
}

function caseOf({ name, failures }: CaseResult, file: string): TestCase {
  const [first] = failures;
  if (!first) return { name, file };
  const lines = failures.flatMap(failureLines).map((line) => stripVTControlCharacters(line));
  return { name, file, broken: { kind: "failure", message: lines[0] ?? "", text: lines.join("\n") } };
}

/** A warning is no failure: it is not in a report. */
function lackSuite(lacks: readonly Lack[]): Suite {
  const cases = lacks
    .filter(({ isFailure }) => isFailure)
    .map((lack): TestCase => {
      const message = lackText(lack);
      return {
        name: `${lack.rule ?? "the file"} has its cases`,
        file: lack.file,
        broken: { kind: "failure", message, text: message },
      };
    });
  return { name: "cases that are missing", seconds: 0, cases };
}

function suiteLines({ name, seconds, cases }: Suite): string[] {
  const each = timeText(cases.length === 0 ? 0 : seconds / cases.length);
  return [
    `  <testsuite${attributes({ name, ...countsOf(cases), time: timeText(seconds), file: name })}>`,
    ...cases.flatMap((one) => caseLines(one, name, each)),
    "  </testsuite>",
  ];
}

function caseLines({ name, file, broken }: TestCase, classname: string, time: string): string[] {
  const open = `    <testcase${attributes({ name, classname, file, time })}`;
  if (!broken) return [`${open}/>`];
  const { kind, message, text } = broken;
  return [
    `${open}>`,
    `      <${kind}${attributes({ message, type: kind })}>${escaped(text)}</${kind}>`,
    "    </testcase>",
  ];
}

function countsOf(cases: readonly TestCase[]): Readonly<Record<"tests" | "failures" | "errors", number>> {
  const count = (kind: string) => cases.filter(({ broken }) => broken?.kind === kind).length;
  return { tests: cases.length, failures: count("failure"), errors: count("error") };
}

function timeText(seconds: number): string {
  return seconds.toFixed(3);
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value)).replaceAll("\n", "&#10;")}"`)
    .join("");
}

/** What XML 1.0 cannot hold in any way becomes a mark. Source: www.w3.org/TR/xml, "Characters" (read 2026-11). */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "\uFFFD")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
