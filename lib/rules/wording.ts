import * as z from "zod";
import { nearest } from "../core/nearest.ts";

/** Words of GitLab's pages and files, and of other tools, with the key or verb that means the same. */
const keySynonyms: readonly (readonly [word: string, meant: string])[] = [
  ["if", "when"],
  ["conditions", "when"],
  ["action", "do"],
  ["actions", "do"],
  ["delay", "for"],
  ["delay", "after"],
  ["enabled", "mode"],
  ["calendar", "require"],
  ["needs", "require"],
  ["until", "to"],
  ["windows", "open"],
  ["freezes", "closed"],
  ["rerun", "retry"],
  ["run", "play"],
  ["start", "play"],
  ["trigger", "play"],
  ["stop", "cancel"],
  ["delete", "deleteArtifacts"],
  ["branch", "ref"],
  ["branches", "ref"],
  ["tags", "runnerTags"],
  ["source", "pipelineSource"],
  ["username", "user"],
  ["user", "by"],
  ["approvers", "approvals"],
  ["reviewers", "approvals"],
  ["number", "count"],
  ["min", "count"],
  ["who", "from"],
  ["timeout", "expires"],
  ["match", "matches"],
  ["pattern", "matches"],
  ["regex", "matches"],
];

const ruleKeys: ReadonlySet<string> = new Set([
  "projects",
  "on",
  "when",
  "for",
  "do",
  "limit",
  "until",
  "onUnknown",
  "require",
  "outage",
]);

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
  if (key === "<<") return "merge keys (`<<`) are not supported: write the keys out, or give a whole value an alias";
  const synonyms = Object.fromEntries(keySynonyms.filter(([, meant]) => known.includes(meant)));
  if (ruleKeys.has(key) && !Object.hasOwn(synonyms, key))
    return `${shown(key)} is a key of the rule itself and does not belong here`;
  if (known.length === 0) return `unknown ${noun} ${shown(key)}: nothing can be given here`;
  return `unknown ${noun} ${shown(key)}${hint(key, known, synonyms) || `; known are ${known.join(", ")}`}`;
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

/** So few keys are told where a map is missing. */
const mostKeysTold = 8;

/** A value as messages name it. */
export function got(value: unknown): string {
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
      const known = keysOf(issue.inst);
      return issue.keys.map((key) => unknownKey(key, known)).join("\n");
    }
    case "invalid_key":
      return issue.issues[0]?.message;
    case "invalid_type":
      return input === undefined ? missing(issue) : wrongType(issue.expected, input, keysOf(issue.inst));
    case "too_small":
      return `expected ${issue.inclusive ? "at least" : "more than"} ${amount(issue.minimum, issue.origin)}, got ${got(input)}`;
    case "too_big":
      return `expected ${issue.inclusive ? "at most" : "less than"} ${amount(issue.maximum, issue.origin)}, got ${got(input)}`;
    case "invalid_value": {
      if (input === undefined) return missing(issue);
      const known = issue.values.map(String);
      return `expected ${known.join(" or ")}, got ${got(input)}${typeof input === "string" ? hint(input, known) : ""}`;
    }
    default:
      return undefined;
  }
}

function keysOf(schema: unknown): readonly string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

const units: Readonly<Record<string, string>> = { string: "characters", array: "values" };

function amount(bound: number | bigint, origin: string): string {
  const unit = Object.hasOwn(units, origin) ? units[origin] : undefined;
  return unit === undefined ? String(bound) : `${bound} ${unit}`;
}

function missing({ path }: z.core.$ZodRawIssue): string {
  return `${shown(String(path?.at(-1) ?? "it"))} is missing`;
}

/** @param keys those that a map may have */
export function wrongType(expected: string, input: unknown, keys: readonly string[] = []): string {
  const few = expected === "object" && keys.length > 0 && keys.length <= mostKeysTold;
  const sort = `${sorts[expected] ?? expected}${few ? ` of ${keys.join(", ")}` : ""}`;
  if (expected === "string" && typeof input === "object" && input !== null && Object.hasOwn(input, "matches"))
    return "expected text: a regular expression (`matches`) cannot stand here";
  const quoted = expected === "string" && (typeof input === "number" || typeof input === "boolean");
  return `expected ${sort}, got ${got(input)}${quoted ? ": put it in quotes" : ""}`;
}
