import { writeFileSync } from "node:fs";
import { Command } from "commander";
import { systemClock } from "../../edge/clock.ts";
import { Problem } from "../jobs/problem.ts";
import { createProgress } from "../jobs/progress.ts";
import { fail, note, say } from "../print.ts";
import { junitText } from "./junit.ts";
import { namedFiles } from "./testFiles.ts";
import { testedJson } from "./testJson.ts";
import { type Lack, lacksOf } from "./testLacks.ts";
import { type Tested, testRules } from "./testRun.ts";
import { coverageLines, lackLines, summaryText, testedLines } from "./testText.ts";

interface Options {
  readonly junit?: string;
  readonly json?: true;
  readonly filter?: string;
  readonly coverage?: true;
  readonly strict?: true;
}

/** `penstock rules test PATH…` */
export function testCommand(): Command {
  return new Command("test")
    .description("ask rules what the cases beside them expect; exits 1 when one says something else")
    .argument("<path...>", "files of rules (NAME.yaml) or of cases (NAME.cases.yaml), or folders of them")
    .option("--filter <text>", "only cases with this text in their names")
    .option("--strict", "also exit 1 where a rule has no case that says yes, or none that says no")
    .option("--coverage", "also show how often each rule was made to say what, and which conditions no case tries")
    .option(
      "--junit <file>",
      "write a JUnit report too, as GitLab's artifacts:reports:junit reads it; - for standard output",
    )
    .option("--json", "the outcome as one JSON document")
    .addHelpText("after", examples)
    .action(async (paths: string[], options: Options) => {
      if (options.json && options.junit === "-") throw new Problem("--json and --junit - both want standard output");
      const named = namedFiles(paths);
      if (named.caseFiles.length === 0) throw new Problem(`${paths.join(", ")}: ${noCases}`);
      const progress = createProgress(options.json);
      const onFile = (done: number) => progress.show(`${done} of ${named.caseFiles.length} files`);
      const tested = await testRules(named, { clock: systemClock, filter: options.filter, onFile });
      progress.clear();
      tell(tested, lacksOf(tested.tried, options.strict === true), options);
    });
}

const noCases = "no file of cases there: write one beside the rules, as NAME.cases.yaml";

const examples = `
A case says what is given of a job, and what rules must say to it:

  cases:
    - name: a lost runner is retried
      given: { project: shop/api, status: failed, failureReason: runner_system_failure }
      expect: { retry-infrastructure: yes }

Examples:
  penstock rules test rules/                          all cases of a folder
  penstock rules test rules/retry.yaml --coverage     one file of rules, with the cases beside it
  penstock rules test rules/ --junit report.xml       for a CI job with artifacts:reports:junit`;

function tell(tested: Tested, lacks: readonly Lack[], { junit, json, coverage, filter }: Options): void {
  const results = tested.files.flatMap((file) => file.results);
  const isEmpty = results.length === 0 && tested.files.every(({ problems }) => problems.length === 0);
  if (isEmpty) throw new Problem(`no case has ${JSON.stringify(filter ?? "")} in its name`);
  const isBroken =
    results.some(({ failures }) => failures.length > 0) ||
    [...tested.files, ...tested.tried].some(({ problems }) => problems.length > 0) ||
    lacks.some(({ isFailure }) => isFailure);
  if (junit !== undefined) report(junit, junitText(tested, lacks));
  if (json) say(testedJson(tested, lacks, !isBroken));
  else {
    const out = junit === "-" ? note : say;
    for (const line of testedLines(tested)) out(line);
    if (coverage) for (const line of ["", ...coverageLines(tested.tried), ""]) out(line);
    for (const line of lackLines(lacks)) note(line);
  }
  const summary = summaryText(tested, lacks);
  if (isBroken) fail(summary);
  else if (!json) (junit === "-" ? note : say)(summary);
}

function report(file: string, text: string): void {
  try {
    if (file === "-") say(text.trimEnd());
    else writeFileSync(file, text);
  } catch (error) {
    throw new Problem(`the report cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
