import * as z from "zod";
import { nearest } from "../core/nearest.ts";

/** Words of the rule language that this version does not know yet. */
const laterWords: ReadonlySet<string> = new Set(
  `calendars failureClasses invariants require notify command percentPerDay bytesPerDay cancel erase inputs allow
  includeTags matches protected fork pipelineSource mergeRequest failureClass exitCode allowFailure environment
  environmentTier runnerTags runner attempt by bridge archived age queuedFor ranFor pipelineStatus jobs newest superseded
  latest rank log expiresWithin olderThan types over kept`.split(/\s+/),
);

const ruleKeys: ReadonlySet<string> = new Set(["projects", "on", "when", "for", "do", "limit", "until", "onUnknown"]);

/** A word as messages show it: in backticks, safe to print. */
export function shown(word: string): string {
  return `\`${JSON.stringify(word.slice(0, 100)).slice(1, -1)}\``;
}

/** ``; did you mean `retry`?`` or nothing. `synonyms` are words of other tools, with what they mean here. */
export function hint(word: string, known: readonly string[], synonyms: Readonly<Record<string, string>> = {}): string {
  const meant = Object.hasOwn(synonyms, word.toLowerCase()) ? synonyms[word.toLowerCase()] : nearest(word, known);
  return meant === undefined ? "" : `; did you mean ${shown(meant)}?`;
}

/** Why a key is not accepted where it stands. */
export function unknownKey(key: string, known: readonly string[], noun = "key"): string {
  if (laterWords.has(key)) return `${shown(key)} is not supported by this version`;
  const near = hint(key, known);
  if (!near && ruleKeys.has(key)) return `${shown(key)} is a key of the rule itself and does not belong here`;
  return `unknown ${noun} ${shown(key)}${near || `; known are ${known.join(", ") || "none"}`}`;
}

const sorts: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map",
  record: "a map",
};

function got(value: unknown): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  return typeof value === "string" ? shown(value) : String(value);
}

/**
 * zod's error map for everything that people write in rules. Of several unknown keys each has a line of its own, in the
 * order of `keys`.
 */
export function wording(issue: z.core.$ZodRawIssue): string | undefined {
  const { input } = issue;
  switch (issue.code) {
    case "unrecognized_keys": {
      const known = issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape) : [];
      return issue.keys.map((key) => unknownKey(key, known)).join("\n");
    }
    case "invalid_type":
      return input === undefined ? missing(issue) : wrongType(issue.expected, input);
    case "invalid_value": {
      if (input === undefined) return missing(issue);
      const known = issue.values.map(String);
      return `expected ${known.join(" or ")}, got ${got(input)}${typeof input === "string" ? hint(input, known) : ""}`;
    }
    default:
      return undefined;
  }
}

function missing({ path }: z.core.$ZodRawIssue): string {
  return `${shown(String(path?.at(-1) ?? "it"))} is missing`;
}

function wrongType(expected: string, input: unknown): string {
  const sort = sorts[expected] ?? expected;
  if (expected === "string" && typeof input === "object" && input !== null && Object.hasOwn(input, "matches"))
    return "expected text: regular expressions (`matches`) are not supported by this version";
  const quoted = expected === "string" && (typeof input === "number" || typeof input === "boolean");
  return `expected ${sort}, got ${got(input)}${quoted ? ": put it in quotes" : ""}`;
}
