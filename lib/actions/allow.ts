import * as z from "zod";
import { whyDeniedName, whyDeniedValue } from "../core/denied.ts";
import { checkEach } from "./variables.ts";

/** Bounds of a regular expression and of what it is asked about. */
const longestPattern = 256;
const mostWords = 100;

const Words = z
  .array(z.string().max(1024, { error: "expected at most 1024 characters" }))
  .min(1, { error: "an empty list allows nothing: expected at least one value" })
  .max(mostWords, { error: `expected at most ${mostWords} values` });

const Pattern = z
  .string()
  .min(1, { error: "expected a regular expression" })
  .max(longestPattern, { error: `expected a regular expression of at most ${longestPattern} characters` });

const Allowed = z.union(
  [
    Words,
    z.strictObject({ oneOf: Words, required: z.boolean().exactOptional() }),
    z.strictObject({ matches: Pattern, required: z.boolean().exactOptional() }),
  ],
  { error: "expected a list of values, { oneOf: [values] } or { matches: regex }" },
);
type Allowed = z.infer<typeof Allowed>;

/** What a person may give, by name: one of some values, or whatever a regular expression matches as a whole. */
export const AllowList = z.record(z.string(), Allowed).superRefine((list, context) => {
  checkEach(list, context, { what: "variables", why: (name) => whyDeniedName(name) ?? whyBadWord(name, list[name]) });
});
export type AllowList = z.infer<typeof AllowList>;

function whyBadWord(name: string, allowed: Allowed | undefined): string | undefined {
  return wordsOf(allowed)
    .map((word) => whyDeniedValue(name, word))
    .find((why) => why !== undefined);
}

function wordsOf(allowed: Allowed | undefined): readonly string[] {
  if (Array.isArray(allowed)) return allowed;
  return allowed && "oneOf" in allowed ? allowed.oneOf : [];
}

/** Tells whether a text matches a regular expression as a whole. */
export type Matches = (pattern: string, text: string) => boolean;

/**
 * What a person gave as variables, in order, or why not: only what the list names, only what it allows, and all that it
 * requires. Says names, never a value.
 */
export function givenVariables(
  list: AllowList,
  values: Readonly<Record<string, string>>,
  matches: Matches,
): { readonly variables: Readonly<Record<string, string>> } | { readonly refused: string } {
  const names = Object.keys(list);
  const missing = names.find((name) => isRequired(list[name]) && !Object.hasOwn(values, name));
  if (missing !== undefined) return { refused: `${missing} is missing: it must be given` };
  const given = Object.keys(values).toSorted();
  for (const name of given) {
    const allowed = Object.hasOwn(list, name) ? list[name] : undefined;
    const refused = allowed ? whyRefused(name, values[name] ?? "", { allowed, matches }) : whyUndeclared(name, names);
    if (refused !== undefined) return { refused };
  }
  return { variables: Object.fromEntries(given.map((name) => [name, values[name] ?? ""])) };
}

function whyRefused(
  name: string,
  value: string,
  { allowed, matches }: { allowed: Allowed; matches: Matches },
): string | undefined {
  const denied = whyDeniedName(name) ?? whyDeniedValue(name, value);
  if (denied !== undefined) return denied;
  if (!Array.isArray(allowed) && "matches" in allowed)
    return matches(allowed.matches, value) ? undefined : `the value of ${name} is not as the rule allows it`;
  const words = wordsOf(allowed);
  return words.includes(value) ? undefined : `the value of ${name} is none of those that the rule allows`;
}

function whyUndeclared(name: string, names: readonly string[]): string {
  const known = names.length === 0 ? "it takes none" : `it takes ${names.join(", ")}`;
  return `${JSON.stringify(name.slice(0, 64))} may not be given to this rule: ${known}`;
}

function isRequired(allowed: Allowed | undefined): boolean {
  return allowed !== undefined && !Array.isArray(allowed) && allowed.required === true;
}
