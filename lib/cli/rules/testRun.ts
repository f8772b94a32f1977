import { actions } from "../../actions/index.ts";
import { type Coverage, coverageOf } from "../../app/cases/coverage.ts";
import { type CaseResult, runCases } from "../../app/cases/runCases.ts";
import type { ReadLog } from "../../app/cases/tools.ts";
import type { Clock } from "../../core/time.ts";
import { codeOf, tailOf } from "../../gitlab/log/tail.ts";
import { type Problem, readRulebook } from "../../rules/read.ts";
import { readText } from "./files.ts";
import { casesAt, type Named } from "./testFiles.ts";

/** How the cases of one file went. */
export interface TestedFile {
  readonly file: string;
  readonly results: readonly CaseResult[];
  /** What is wrong with it, or with the rules that it names; then nothing was asked. */
  readonly problems: readonly Problem[];
  readonly seconds: number;
}

/** How well a file of rules is tried. */
export interface TriedFile {
  readonly file: string;
  readonly rules: readonly Coverage[];
  /** Why it cannot be read. */
  readonly problems: readonly Problem[];
}

export interface Tested {
  readonly files: readonly TestedFile[];
  /** Of all files of rules that were named or that cases are about; empty where only some cases were asked. */
  readonly tried: readonly TriedFile[];
}

const readLog: ReadLog = {
  tail(log, ask) {
    const bytes = Buffer.from(log);
    return tailOf({ bytes: bytes.subarray(-ask.tailBytes), isWhole: bytes.length <= ask.tailBytes }, ask);
  },
  exitCode: (log) => codeOf({ bytes: Buffer.from(log), isWhole: true }),
};

export interface TestOptions {
  readonly clock: Clock;
  /** Only cases with this in their names. */
  readonly filter?: string | undefined;
  /** Told before each file. */
  onFile?(done: number): void;
}

/** Runs cases, file by file. */
export async function testRules(
  { caseFiles, ruleFiles }: Named,
  { clock, filter, onFile }: TestOptions,
): Promise<Tested> {
  const files: TestedFile[] = [];
  const tries = new Map<string, CaseResult[]>(ruleFiles.map((file) => [file, []]));
  const isMeant = (name: string) => filter === undefined || name.toLowerCase().includes(filter.toLowerCase());
  for (const file of caseFiles) {
    onFile?.(files.length);
    const begun = clock();
    const tested = await testFile(file, isMeant);
    for (const rule of tested.rules) tries.set(rule, [...(tries.get(rule) ?? []), ...tested.results]);
    files.push({ file, results: tested.results, problems: tested.problems, seconds: (clock() - begun) / 1000 });
  }
  const tried = [...tries].map(([file, results]) => triedFile(file, results));
  return { files, tried: filter === undefined ? tried : [] };
}

type Run = Pick<TestedFile, "results" | "problems"> & { readonly rules: readonly string[] };

async function testFile(file: string, isMeant: (name: string) => boolean): Promise<Run> {
  const read = casesAt(file);
  if ("problems" in read) return { results: [], problems: read.problems, rules: [] };
  const rules = read.rules.map((rule) => rule.file);
  const run = await runCases(read.cases, read.rules, { actions, readLog, isMeant });
  return "problems" in run
    ? { results: [], problems: run.problems, rules }
    : { results: run.results, problems: [], rules };
}

function triedFile(file: string, results: readonly CaseResult[]): TriedFile {
  const read = readRulebook(readText(file), file, actions);
  if ("problems" in read) return { file, rules: [], problems: read.problems };
  const ids = read.rulebook.rules.map(({ id }) => id);
  return { file, rules: coverageOf(ids, results), problems: [] };
}
