import * as z from "zod";
import { Glob, Pattern, Size, Span, Text } from "../fields.ts";
import { type TextKind, textKinds, textSays } from "./texts.ts";

/** A JSON Schema, or a part of one. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

interface SchemaOptions {
  /** Adds to a part what zod cannot tell of itself. */
  amend?(part: JsonSchema, schema: z.core.$ZodTypes): void;
  readonly kinds?: readonly TextKind[];
  readonly parts?: Readonly<Record<string, z.ZodType>>;
}

/** Parts that stand in many places, by the names that they have in a schema. */
const usualParts: Readonly<Record<string, z.ZodType>> = { Text, Pattern, Glob, Span, Size };

/**
 * What may be written, as a JSON Schema of draft 2020-12: what a schema checks with code of its own is found out by asking
 * it, as far as JSON Schema has words for it. All that the schema takes validates; the other way round it cannot be.
 *
 * @param kinds kinds of text beside those of the rule language
 * @param parts what stands in many places, by its name in the schema, beside what does so in the rule language
 */
export function jsonSchemaOf(
  schema: z.ZodType,
  { amend = () => {}, kinds = [], parts = {} }: SchemaOptions = {},
): JsonSchema {
  const known = [...kinds, ...textKinds];
  const named = z.registry<{ id: string }>();
  for (const [id, part] of Object.entries({ ...usualParts, ...parts })) named.add(part, { id });
  return z.toJSONSchema(schema, {
    io: "input",
    metadata: named,
    target: "draft-2020-12",
    unrepresentable: "any",
    override({ zodSchema, jsonSchema }) {
      if (jsonSchema.$ref !== undefined) return;
      const { def } = zodSchema._zod;
      if (def.type === "string") Object.assign(jsonSchema, textSays(zodSchema, known));
      else if (def.type === "number") withoutOddBounds(jsonSchema);
      else if (def.type === "object") sayObject(zodSchema, jsonSchema);
      else if (def.type === "record") sayRecord(zodSchema, jsonSchema);
      else if (isOneOrMany(zodSchema)) sayOneOrMany(jsonSchema);
      else if (isOrAbsent(zodSchema)) sayOrAbsent(jsonSchema);
      amend(jsonSchema, zodSchema);
    },
  });
}

/** The numbers that a double can hold exactly are nobody's bounds. */
function withoutOddBounds(part: JsonSchema): void {
  if (part.minimum === Number.MIN_SAFE_INTEGER) delete part.minimum;
  if (part.maximum === Number.MAX_SAFE_INTEGER) delete part.maximum;
}

/** Whether something must be there, though no key alone must. */
function sayObject(schema: z.core.$ZodType, part: JsonSchema): void {
  if (!part.required && Object.keys(part.properties ?? {}).length > 0 && !z.core.safeParse(schema, {}).success)
    part.minProperties = 1;
}

const mostKeys = 20;

/** Values that records of the language hold, to ask them about their keys. */
const someValues: readonly unknown[] = ["x", ["x"]];

function sayRecord(schema: z.core.$ZodType, part: JsonSchema): void {
  const takes = (keys: readonly string[]) => (value: unknown) =>
    z.core.safeParse(schema, Object.fromEntries(keys.map((key) => [key, value]))).success;
  const value = someValues.find(takes(["A_1"]));
  if (value === undefined) return;
  if (![takes(["a b"]), takes(["1"]), takes(["x".repeat(65)])].some((take) => take(value)))
    part.propertyNames = { pattern: "^[A-Za-z_][A-Za-z0-9_]{0,63}$" };
  const keys = Array.from({ length: mostKeys + 1 }, (_, at) => `A_${at}`);
  if (!takes(keys)(value) && takes(keys.slice(1))(value)) part.maxProperties = mostKeys;
  if (!z.core.safeParse(schema, {}).success) part.minProperties = 1;
}

/** See `oneOrMany`: one value stands for a list of it. */
function isOneOrMany(schema: z.core.$ZodTypes): boolean {
  const { def } = schema._zod;
  return def.type === "pipe" && def.in._zod.def.type === "transform" && def.out._zod.def.type === "array";
}

function sayOneOrMany(part: JsonSchema): void {
  if (part.type !== "array") return;
  const { items, id, ...list } = part;
  if (typeof items !== "object" || Array.isArray(items)) return;
  for (const key of Object.keys(part)) delete part[key];
  Object.assign(part, id !== undefined && { id });
  part.anyOf = [items, { ...list, items }];
}

/** In cases `absent` stands for an empty value. */
function isOrAbsent(schema: z.core.$ZodTypes): boolean {
  const { def } = schema._zod;
  return def.type === "pipe" && def.in._zod.def.type === "transform" && def.out._zod.def.type === "nullable";
}

function sayOrAbsent(part: JsonSchema): void {
  if (part.anyOf) part.anyOf = [...part.anyOf, { const: "absent" }];
}
