import { instantText } from "../../core/time.ts";
import { jsonText } from "../jobs/json.ts";
import type { Lack } from "./testLacks.ts";
import type { Tested } from "./testRun.ts";

/** The outcome for programs. */
export function testedJson({ files, tried }: Tested, lacks: readonly Lack[], passed: boolean): string {
  return jsonText({
    passed,
    files: files.map(({ file, results, problems, seconds }) => ({
      file,
      seconds,
      problems,
      cases: results.map(({ name, at: { line, column }, failures, spoken }) => ({
        name,
        line,
        column,
        passed: failures.length === 0,
        failures: failures.map(({ at, ...failure }) => ({ ...failure, line: at.line, column: at.column })),
        rules: [...spoken].map(([rule, { verdict, act }]) => ({
          rule,
          answer: verdict.answer,
          because: verdict.because.path,
          ...(act && {
            does: act.action.name,
            at: typeof act.at === "string" ? act.at : instantText(act.at),
            ...act.sent,
            ...(act.refused !== undefined && { refused: act.refused }),
          }),
        })),
      })),
    })),
    coverage: tried.flatMap(({ file, rules }) => rules.map((rule) => ({ file, ...rule }))),
    missing: lacks,
  });
}
