import type { Literal } from "./document.ts";
import { isRequired, itemType, namedType, own, type Schema } from "./schema.ts";

/** A value that fits, or what GitLab says of one that does not. */
export type Coerced = { readonly value: unknown } | { readonly wrong: string };

/** The kinds of things that the id of each type may be of. Source: gitlabhq app/graphql/types/global_id_type.rb (read 2026-11). */
const idKinds: Readonly<Record<string, readonly string[]>> = {
  JobID: ["Ci::Build", "Ci::Bridge", "CommitStatus"],
  CiProcessableID: ["Ci::Build", "Ci::Bridge"],
  CiBuildID: ["Ci::Build"],
  CiPipelineID: ["Ci::Pipeline"],
  CiJobArtifactID: ["Ci::JobArtifact"],
  ProjectID: ["Project"],
};
const models: Readonly<Record<string, string>> = {
  JobID: "CommitStatus",
  CiProcessableID: "Ci::Processable",
  CiBuildID: "Ci::Build",
};

/** What an id names. */
export interface Gid {
  readonly kind: string;
  readonly id: number;
}

const scalars: Readonly<Record<string, (value: unknown) => boolean>> = {
  String: (value) => typeof value === "string",
  ID: (value) => typeof value === "string" || typeof value === "number",
  Int: (value) => Number.isInteger(value),
  Float: (value) => typeof value === "number",
  Boolean: (value) => typeof value === "boolean",
  CiInputsValue: () => true,
};

export function isInputType({ inputs, enums }: Schema, name: string): boolean {
  return [scalars, idKinds, inputs, enums].some((known) => Object.hasOwn(known, name));
}

/** Checks a value from the variables, or of a literal that `plain` has made one. */
export function coerce(schema: Schema, type: string, value: unknown): Coerced {
  if (value === null || value === undefined)
    return isRequired(type) ? { wrong: "Expected value to not be null" } : { value: null };
  const item = itemType(type);
  if (item !== undefined) return coerceList(schema, item, Array.isArray(value) ? value : [value]);
  const name = namedType(type);
  if (Object.hasOwn(idKinds, name)) return coerceId(name, value);
  const fields = own(schema.inputs, name);
  if (fields) return coerceObject(schema, { name, fields }, value);
  const words = own(schema.enums, name);
  const fits = words ? words.includes(String(value)) : own(scalars, name)?.(value);
  return fits ? { value } : { wrong: `Could not coerce value ${JSON.stringify(value)} to ${name}` };
}

function coerceList(schema: Schema, item: string, values: readonly unknown[]): Coerced {
  const coerced = values.map((value) => coerce(schema, item, value));
  const wrong = coerced.find((one) => "wrong" in one);
  return wrong ?? { value: coerced.map((one) => ("value" in one ? one.value : undefined)) };
}

function coerceObject(
  schema: Schema,
  { name, fields }: { name: string; fields: Readonly<Record<string, string>> },
  value: unknown,
): Coerced {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return { wrong: `Expected ${JSON.stringify(value)} to be a key-value object.` };
  const given: Readonly<Record<string, unknown>> = { ...value };
  const stray = Object.keys(given).find((key) => !Object.hasOwn(fields, key));
  if (stray !== undefined) return { wrong: `InputObject '${name}' doesn't accept argument '${stray}'` };
  const made: Record<string, unknown> = {};
  for (const [key, type] of Object.entries(fields)) {
    if (given[key] === undefined && !isRequired(type)) continue;
    const coerced = coerce(schema, type, given[key]);
    if ("wrong" in coerced) return given[key] === undefined ? { wrong: missing(name, { key, type }) } : coerced;
    made[key] = coerced.value;
  }
  return { value: made };
}

function missing(name: string, { key, type }: { key: string; type: string }): string {
  return `Argument '${key}' on InputObject '${name}' is required. Expected type ${type}`;
}

function coerceId(name: string, value: unknown): Coerced {
  const [, app, kind = "", id] = /^gid:\/\/([^/]+)\/([\w:]+)\/(\d+)$/.exec(String(value)) ?? [];
  if (app === undefined) return { wrong: `${JSON.stringify(value)} is not a valid Global ID` };
  if (app !== "gitlab") return { wrong: `${JSON.stringify(value)} is not a Gitlab Global ID` };
  const kinds = idKinds[name] ?? [];
  if (kinds.includes(kind)) return { value: { kind, id: Number(id) } satisfies Gid };
  return { wrong: `${JSON.stringify(value)} does not represent an instance of ${models[name] ?? kinds[0]}` };
}

/** A literal as plain data, with the variables' values in it; a variable that was not given is `undefined`. */
export function plain(literal: Literal, variables: Readonly<Record<string, unknown>>): unknown {
  switch (literal.kind) {
    case "value":
      return literal.value;
    case "enum":
      return literal.name;
    case "variable":
      return variables[literal.name];
    case "list":
      return literal.items.map((item) => plain(item, variables));
    case "object":
      return Object.fromEntries([...literal.fields].map(([name, field]) => [name, plain(field, variables)]));
    default:
      return literal satisfies never;
  }
}
