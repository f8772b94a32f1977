import type { Check } from "../check.ts";
import type { Pattern } from "../fields.ts";
import { patternsText, textTest } from "../text.ts";
import { factCheck, type Place, type Question } from "./condition.ts";

/** Asks for a text by globs and regular expressions, of which any may match it. */
export function textCheck(
  patterns: readonly Pattern[],
  { path, tools }: Place,
  question: Pick<Question<string>, "read" | "ask"> & { readonly wanted?: string },
): Check {
  const answer = textTest(patterns, tools.readRegex);
  return factCheck({ path, wanted: patternsText(patterns), ...question, answer });
}
