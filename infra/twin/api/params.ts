import { type Answer, parameterError } from "./answer.ts";
import type { Call } from "./call.ts";
import { readForm } from "./form.ts";

// GitLab's checks of parameters, with its words. Source: gitlabhq lib/api/validations and grape (read 2026-11).

/** The body's parameters with those of the address. */
export function paramsOf({ query, body }: Pick<Call, "query" | "body">): Readonly<Record<string, unknown>> {
  return { ...readForm(query.toString()), ...body };
}

/** What is wrong with parameters that must be one of some words; missing ones are right. */
export function wrongWord(
  query: URLSearchParams,
  known: Readonly<Record<string, readonly string[]>>,
): Answer | undefined {
  const wrong = Object.entries(known).find(([name, words]) => {
    const value = query.get(name);
    return value !== null && !words.includes(value);
  });
  return wrong && parameterError(`${wrong[0]} does not have a valid value`);
}

/** What is wrong with parameters that must be moments. */
export function wrongDate(query: URLSearchParams, names: readonly string[]): Answer | undefined {
  const wrong = names.find((name) => query.has(name) && Number.isNaN(Date.parse(query.get(name) ?? "")));
  return wrong === undefined ? undefined : parameterError(`${wrong} is invalid`);
}

/** A moment that is no nonsense, as `wrongDate` has seen; missing: `otherwise`. */
export function dateParam(query: URLSearchParams, name: string, otherwise: number): number {
  return Date.parse(query.get(name) ?? "") || otherwise;
}

const yes = ["true", "t", "1", "yes", "on", "y"];
const no = ["false", "f", "0", "no", "off", "n"];

/** A flag as GitLab reads it; `"wrong"` is none, missing is `undefined`. */
export function flagOf(value: unknown): boolean | "wrong" | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  const word = String(value).toLowerCase();
  if (yes.includes(word)) return true;
  return no.includes(word) ? false : "wrong";
}

/** `a,b` and `name[]=a&name[]=b` alike. */
export function listParam(query: URLSearchParams, name: string): string[] {
  const texts = [...query.getAll(name), ...query.getAll(`${name}[]`)];
  return texts.flatMap((text) => text.split(",")).filter(Boolean);
}
