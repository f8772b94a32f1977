import { existsSync } from "node:fs";
import { join } from "node:path";

interface Part {
  readonly file: string;
  readonly says: string;
}

const parts: Readonly<Record<string, Part>> = {
  rules: { file: "rules.ts", says: "from a delivery to a decision, beside other rule engines; two minutes" },
  door: {
    file: "door.ts",
    says: "the webhook over HTTP on one core, beside node:http, fastify, hono and probot; two minutes",
  },
  twin: { file: "twin-scale.ts", says: "the twin with a large world" },
  drain: { file: "drain.ts", says: "tasks that are due at once, on both stores" },
  sweep: {
    file: "sweep.ts",
    says: "a million jobs swept in virtual time, beside what the limits allow; --jobs 20000 for a look",
  },
  storm: { file: "storm.ts", says: "a sweep and a storm of retries share one token" },
  simulate: { file: "simulate.ts", says: "a month of a million recorded events, asked by two rulebooks; a minute" },
};

/** The parts that are there. */
export const knownParts: Readonly<Record<string, Part>> = Object.fromEntries(
  Object.entries(parts).filter(([, { file }]) => existsSync(join(import.meta.dirname, file))),
);

/** A part, and the options that it is given. */
export interface Run {
  readonly name: string;
  readonly file: string;
  readonly options: readonly string[];
}

/**
 * What shall be run: the parts in their order, each with what stands between it and the next. An option's value that is
 * called like a part is written `--name=value`.
 *
 * @returns `unknown` instead: what is no part, or `undefined` where nothing was named
 */
export function ordered(
  words: readonly string[],
): { readonly runs: readonly Run[] } | { readonly unknown: string | undefined } {
  const [first] = words;
  if (first === undefined || !Object.hasOwn(knownParts, first)) return { unknown: first };
  const runs: { name: string; file: string; options: string[] }[] = [];
  let isValue = false;
  for (const word of words) {
    const isOption = word.startsWith("-");
    const part = Object.hasOwn(knownParts, word) ? knownParts[word] : undefined;
    const last = runs.at(-1);
    if (part) runs.push({ name: word, file: part.file, options: [] });
    else if (isOption || isValue || /^\d+$/.test(word)) last?.options.push(word);
    else return { unknown: word };
    isValue = isOption && !word.includes("=");
  }
  return { runs };
}
