import { actions } from "../../../lib/actions/index.ts";
import { type CaseResult, runCases } from "../../../lib/app/cases/runCases.ts";
import { codeOf, tailOf } from "../../../lib/gitlab/log/tail.ts";
import { readCases } from "../../../lib/rules/cases/caseFile.ts";
import { problemText } from "../../../lib/rules/read.ts";

const readLog = {
  tail: (log: string, ask: Parameters<typeof tailOf>[1]) => tailOf({ bytes: Buffer.from(log), isWhole: true }, ask),
  exitCode: (log: string) => codeOf({ bytes: Buffer.from(log), isWhole: true }),
};

/** Asks rules what cases expect of them. */
export async function ran(rules: string, cases: string): Promise<readonly CaseResult[]> {
  const read = readCases(cases, "my.cases.yaml");
  const run =
    "problems" in read ? read : await runCases(read, [{ file: "my.yaml", text: rules }], { actions, readLog });
  if ("problems" in run) throw new Error(run.problems.map(problemText).join("\n"));
  return run.results;
}

/** What is told of the failures of all cases, one line each. */
export async function failuresOf(rules: string, cases: string): Promise<string[]> {
  const results = await ran(rules, cases);
  return results.flatMap(({ failures }) =>
    failures.map(
      ({ at, rule, what, expected, got }) => `${at.line}:${at.column} ${rule} ${what}: ${expected}, got ${got}`,
    ),
  );
}

/** A file of one rule `r` about any project; `keys` are YAML flow pairs such as `on: job, do: keep`. */
export function ruleFile(keys: string, beside = ""): string {
  return `version: 1\n${beside}rules:\n  - { id: r, projects: "**", ${keys} }\n`;
}

/** A file of one case of a failed job; line 4 is what is expected, in column 13. */
export function caseFile(given: string, expect: string, more = ""): string {
  return `cases:\n  - name: it\n    given: { status: failed${given && `, ${given}`} }\n    expect: ${expect}\n${more}`;
}
