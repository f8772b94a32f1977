import { styleText } from "node:util";
import type { CaseResult, Failure } from "../../app/cases/runCases.ts";
import { problemText } from "../../rules/read.ts";
import { counted } from "../count.ts";
import { safe } from "../render.ts";
import { type Lack, lackText } from "./testLacks.ts";
import type { Tested, TestedFile, TriedFile } from "./testRun.ts";

const good = styleText("green", "✔");
const bad = styleText("red", "✖");

/** A line for each file, and in full what went otherwise than it was expected. */
export function testedLines({ files, tried }: Tested): string[] {
  const known = new Set(files.flatMap(({ problems }) => problems.map(problemText)));
  const unread = tried.flatMap(({ problems }) => problems.map(problemText)).filter((text) => !known.has(text));
  return [...files.flatMap(fileLines), ...unread.map((text) => `${bad} ${text}`)];
}

function fileLines({ file, results, problems }: TestedFile): string[] {
  if (problems.length > 0) return [`${bad} ${safe(file)}`, ...problems.map((problem) => `    ${problemText(problem)}`)];
  if (results.length === 0) return [];
  const failed = results.filter(({ failures }) => failures.length > 0);
  if (failed.length === 0) return [`${good} ${safe(file)}  ${styleText("gray", counted(results.length, "case"))}`];
  return [`${bad} ${safe(file)}  ${failed.length} of ${counted(results.length, "case")}`, ...failed.flatMap(caseLines)];
}

function caseLines({ name, failures }: CaseResult): string[] {
  return [
    `    ${styleText("bold", safe(name))}`,
    ...failures.flatMap((failure) => failureLines(failure).map((line) => `      ${line}`)),
  ];
}

/** What was expected of which rule, where that stands, and what decided. */
export function failureLines({ rule, at, what, expected, got, because }: Failure): string[] {
  const { file, line, column } = at;
  const where = what === "answer" ? "" : ` ${what}`;
  return [
    safe(`${file}:${line}:${column}  ${rule}:${where} expected ${expected}, got ${got}`),
    `  ${styleText("gray", safe(because))}`,
  ];
}

/** How it went in all. */
export function summaryText({ files }: Tested, lacks: readonly Lack[]): string {
  const results = files.flatMap((file) => file.results);
  const failed = results.filter(({ failures }) => failures.length > 0).length;
  const broken = files.filter(({ problems }) => problems.length > 0).length;
  const missing = lacks.filter(({ isFailure }) => isFailure).length;
  const cases = counted(results.length, "case");
  return [
    failed === 0 ? `${cases}: all as expected` : `${failed} of ${cases} failed`,
    ...(broken > 0 ? [`${counted(broken, "file")} cannot be read`] : []),
    ...(missing > 0 ? [`${missing} without the cases that they need`] : []),
  ].join(", ");
}

/** What cases are missing, one line each. */
export function lackLines(lacks: readonly Lack[]): string[] {
  return lacks.map((lack) => `${lack.isFailure ? bad : styleText("yellow", "!")} ${safe(lackText(lack))}`);
}

/** How often each rule was made to say what, and which conditions never were what a no came from. */
export function coverageLines(tried: readonly TriedFile[]): string[] {
  const rules = tried.flatMap((file) => file.rules);
  const width = Math.max(4, ...rules.map(({ rule }) => rule.length));
  return [
    `${"rule".padEnd(width)}  yes   no  unknown  conditions that no case tries`,
    ...rules.map(({ rule, said: { yes, no, unknown }, untried }) =>
      [
        safe(rule).padEnd(width),
        String(yes).padStart(3),
        String(no).padStart(3),
        String(unknown).padStart(7),
        styleText("gray", safe(untried.join(", "))),
      ].join("  "),
    ),
  ];
}
