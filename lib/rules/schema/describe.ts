import type { JsonSchema } from "./jsonSchema.ts";
import type { Words } from "./words.ts";

/** The schema with a line for people at each key that has words. */
export function described(schema: JsonSchema, words: readonly Words[]): JsonSchema {
  return JSON.parse(JSON.stringify(schema), (_, part: unknown) => withWords(part, words));
}

function withWords(part: unknown, words: readonly Words[]): unknown {
  const { properties } = Object(part) as { properties?: Readonly<Record<string, object>> };
  const kind = properties && words.find(({ has }) => has.every((key) => Object.hasOwn(properties, key)));
  if (!kind) return part;
  const told = Object.entries(properties).map(([key, one]) => {
    const description = Object.hasOwn(kind.keys, key) ? kind.keys[key] : undefined;
    return [key, description === undefined ? one : { description, ...one }];
  });
  return { ...Object(part), properties: Object.fromEntries(told) };
}
