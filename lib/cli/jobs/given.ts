import type { Inputs } from "../../gitlab/effects.ts";
import { safe } from "../render.ts";
import { Problem } from "./problem.ts";

// What a person gives a job: KEY=VALUE. No message ever repeats a value.

/** Collects an option that may be said several times. */
export function collect(text: string, earlier: readonly string[] = []): string[] {
  return [...earlier, text];
}

/**
 * The variables of `--variable KEY=VALUE`; the value is all behind the first `=`.
 *
 * @throws Problem
 */
export function readVariables(texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(readPairs(texts, { option: "--variable", name: /^[A-Za-z_][A-Za-z0-9_]*$/ }));
}

/**
 * The inputs of `--input name=value`: a value that reads as a JSON number, true, false, an array or a text in quotes is
 * that, any other is a text as it stands.
 *
 * @throws Problem
 */
export function readInputs(texts: readonly string[]): Inputs {
  const pairs = readPairs(texts, { option: "--input", name: /^[^\s=\p{C}]+$/u });
  return Object.fromEntries(pairs.map(([name, text]) => [name, typed(text)]));
}

function readPairs(texts: readonly string[], { option, name }: { option: string; name: RegExp }): [string, string][] {
  const pairs = new Map<string, string>();
  for (const text of texts) {
    const at = text.indexOf("=");
    const key = text.slice(0, Math.max(at, 0));
    if (at === -1) throw new Problem(`${option} takes KEY=VALUE: one of them has no "="`);
    if (!name.test(key)) throw new Problem(`${option}: ${JSON.stringify(safe(key))} is no name: write KEY=VALUE`);
    if (pairs.has(key)) throw new Problem(`${option}: ${key} is given twice: leave one out`);
    pairs.set(key, text.slice(at + 1));
  }
  return [...pairs];
}

function typed(text: string): Inputs[string] {
  const value = parsed(text);
  if (typeof value === "boolean" || typeof value === "string" || Array.isArray(value)) return value;
  // a number that JavaScript would round, say a long id, is better as its digits
  if (typeof value === "number" && String(value) === text) return value;
  return text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
