import * as z from "zod";

export type Json = Readonly<Record<string, unknown>>;

/** The schemas of a document, each under its name. */
export interface Schemas {
  /** Under this name, in place of what stood there. */
  add(name: string, schema: z.ZodType): void;
  /** A schema where it stands; `name` names what it refers to. */
  of(name: string, schema: z.ZodType): Json;
  /** What a map may hold, field by field, as parameters tell it. */
  fields(schema: z.ZodType): { readonly name: string; readonly required: boolean; readonly schema: unknown }[];
  all(): Json;
}

/** Schemas as JSON Schema 2020-12, as OpenAPI 3.1 has them: what may be sent, before it is read. */
export function createSchemas(): Schemas {
  const named = new Map<string, unknown>();

  function of(name: string, schema: z.ZodType): Json {
    const { $schema: _, $defs = {}, ...made } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
    // zod numbers what has no name of its own, anew in each schema.
    const nameOf = (key: string) => key.replace(/^__schema/, `${name}Part`);
    const refer = (value: unknown): unknown => referring(value, nameOf, name);
    for (const [key, inner] of Object.entries($defs)) if (!named.has(nameOf(key))) named.set(nameOf(key), refer(inner));
    return refer(made) as Json;
  }

  return {
    add: (name, schema) => named.set(name, of(name, schema)),
    of,
    fields(schema) {
      const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
      return Object.entries(properties).map(([name, one]) => ({
        name,
        required: required.includes(name),
        schema: one,
      }));
    },
    all: () => Object.fromEntries([...named].toSorted(([one], [other]) => (one < other ? -1 : 1))),
  };
}

/** The same with every reference led to where the document has it. */
function referring(value: unknown, nameOf: (key: string) => string, self: string): unknown {
  if (Array.isArray(value)) return value.map((one) => referring(one, nameOf, self));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]): [string, unknown][] => {
      if (key === "id" && typeof one === "string") return [];
      if (key !== "$ref" || typeof one !== "string") return [[key, referring(one, nameOf, self)]];
      const at = one === "#" ? self : nameOf(one.replace("#/$defs/", ""));
      return [[key, `#/components/schemas/${at}`]];
    }),
  );
}
