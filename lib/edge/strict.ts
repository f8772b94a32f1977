import type * as z from "zod";
import { nearest } from "../core/nearest.ts";

/** What a strict map of these keys says of what it does not know: several unknown keys are told one a line, in the order of `keys`. */
export const strict = (known: readonly string[]) => ({
  error: (issue: z.core.$ZodRawIssue) => {
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => `there is no ${JSON.stringify(key)}${meant(key, known)}`).join("\n");
    return issue.code === "invalid_type" ? `expected a map of ${known.join(", ")}` : undefined;
  },
});

/** What was meant by a word that is none of those. */
export function meant(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === undefined ? `; there are ${known.join(", ")}` : `; did you mean ${near}?`;
}
