import type { Answer } from "../core/verdict.ts";
import type { Pattern } from "./fields.ts";
import { globTest } from "./globs.ts";
import type { ReadRegex, Regex } from "./regex.ts";

/**
 * Tells whether a text matches any of some patterns as a whole: unknown where only a regular expression could tell, and
 * nothing here reads it.
 */
export function textTest(patterns: readonly Pattern[], readRegex: ReadRegex | undefined): (text: string) => Answer {
  const isOneOf = globTest(patterns.filter((pattern) => typeof pattern === "string"));
  const tests = patterns
    .filter((pattern) => typeof pattern !== "string")
    .map(({ matches }) => regexTest(matches, readRegex, (regex, text) => regex.matches(text)));
  if (tests.length === 0) return (text) => (isOneOf(text) ? "yes" : "no");
  return (text) => {
    if (isOneOf(text)) return "yes";
    let answer: Answer = "no";
    for (const test of tests) {
      const one = test(text);
      if (one === "yes") return "yes";
      if (one === "unknown") answer = one;
    }
    return answer;
  };
}

/**
 * Reads the expression when it is first needed: of ten thousand rules few ever are. One that cannot be read throws then;
 * written ones were checked, so only another version's can be such.
 */
export function regexTest(
  source: string,
  readRegex: ReadRegex | undefined,
  ask: (regex: Regex, text: string) => boolean,
): (text: string) => Answer {
  if (!readRegex) return () => "unknown";
  let regex: Regex | undefined;
  return (text) => {
    regex ??= readRegex(source);
    return ask(regex, text) ? "yes" : "no";
  };
}

/** Patterns as people wrote them: `main or /v[0-9]+/`. */
export function patternsText(patterns: readonly Pattern[]): string {
  return patterns.map((pattern) => (typeof pattern === "string" ? pattern : `/${pattern.matches}/`)).join(" or ");
}
