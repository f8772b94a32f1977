import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import type { RuleFile } from "../../app/apply.ts";
import { type RuleCases, readCases } from "../../rules/cases/caseFile.ts";
import type { Problem as FileProblem } from "../../rules/read.ts";
import { Problem } from "../jobs/problem.ts";
import { filesAt, holdsCases, readText } from "./files.ts";

const endings = [".yaml", ".yml", ".json"];

/** What people named: files of cases, and files of rules, which all should have some. */
export interface Named {
  readonly caseFiles: readonly string[];
  readonly ruleFiles: readonly string[];
}

/** The files behind what people name: of a folder all, of a file of rules itself and the cases beside it. */
export function namedFiles(paths: readonly string[]): Named {
  const files = [...new Set(filesAt(paths).map((file) => normalize(file)))];
  const ruleFiles = files.filter((file) => !holdsCases(file));
  const beside = ruleFiles.flatMap((file) => firstThere(withoutEnding(file), ".cases") ?? []);
  const caseFiles = [...new Set([...files.filter(holdsCases), ...beside])].toSorted();
  return { caseFiles, ruleFiles };
}

/** The files of rules that cases are about, or what is wrong with the file of cases. */
export function casesAt(
  file: string,
): { readonly cases: RuleCases; readonly rules: readonly RuleFile[] } | { readonly problems: readonly FileProblem[] } {
  const cases = readCases(readText(file), file);
  if ("problems" in cases) return cases;
  const named = cases.rules?.map((name) => normalize(join(dirname(file), name)));
  const own = firstThere(withoutEnding(file).replace(/\.cases$/i, ""), "");
  const rules = named ?? (own === undefined ? [] : [own]);
  if (rules.length === 0)
    return {
      problems: [whole(file, "there is no file of rules of the same name: name them, e.g. `rules: my-rules.yaml`")],
    };
  try {
    return { cases, rules: rules.map((rule) => ({ file: rule, text: readText(rule) })) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { problems: [cases.problemAt({ path: [], key: "rules", message: error.message })] };
  }
}

function whole(file: string, message: string): FileProblem {
  return { file, line: 1, column: 1, path: "", message };
}

function withoutEnding(file: string): string {
  return file.replace(/\.(ya?ml|json)$/i, "");
}

function firstThere(stem: string, middle: string): string | undefined {
  return endings.map((ending) => `${stem}${middle}${ending}`).find((file) => existsSync(file));
}
