import { nearest } from "../../lib/core/nearest.ts";
import type { Problem } from "./template.ts";
import { callIn, inside, isRecord, listOf, type Spot } from "./value.ts";

/** A kind of value, as AWS's specification tells it. */
type Kind =
  | { readonly type: "string"; readonly allowedValues?: readonly string[] }
  | { readonly type: "number" | "integer" | "boolean" | "json" | "date-time" | "null" | "tag" }
  | { readonly type: "ref"; readonly reference: { readonly $ref: string } }
  | { readonly type: "array" | "map"; readonly element: Kind }
  | { readonly type: "union"; readonly types: readonly Kind[] };

/** The properties of a map. */
export type Fields = Readonly<Record<string, { readonly type: Kind; readonly required?: boolean }>>;
/** The properties of the type with some id in the specification. */
export type FieldsOf = (id: string) => Fields;

export type Fault = Omit<Problem, "resource">;

const tagFields: Fields = {
  Key: { type: { type: "string" }, required: true },
  Value: { type: { type: "string" }, required: true },
};

/** What is wrong with a map of properties: names that are missing or unknown, and values of the wrong kind. */
export function fieldFaults({ value, place }: Spot, fields: Fields, fieldsOf: FieldsOf): Fault[] {
  if (!isRecord(value)) return [wrongKind(value, "a map of properties", place)];
  const missing = Object.entries(fields)
    .filter(([name, { required }]) => required && value[name] === undefined)
    .map(([name]) => ({ place: inside(place, name), what: "is missing", cure: "AWS requires it: add it" }));
  const wrong = Object.entries(value).flatMap(([name, inner]) => {
    const field = fields[name];
    if (field) return kindFaults({ value: inner, place: inside(place, name) }, field.type, fieldsOf);
    return [unknownName(`there is no property ${name}`, inside(place, name), { name, known: Object.keys(fields) })];
  });
  return [...missing, ...wrong];
}

function kindFaults(spot: Spot, kind: Kind, fieldsOf: FieldsOf): Fault[] {
  const { value, place } = spot;
  const call = callIn(value);
  if (call?.name === "Fn::If") {
    const branches = listOf(call.argument).slice(1);
    return branches.flatMap((branch, at) =>
      kindFaults({ value: branch, place: `${place}.Fn::If.${at + 1}` }, kind, fieldsOf),
    );
  }
  // What the other functions give is known to CloudFormation only; but these two always make a text.
  if (call && call.name !== "Fn::Sub" && call.name !== "Fn::Join") return [];
  switch (kind.type) {
    case "array":
      if (!Array.isArray(value)) return [wrongKind(value, "a list", place)];
      return value.flatMap((one, at) => kindFaults({ value: one, place: inside(place, at) }, kind.element, fieldsOf));
    case "map":
      if (call || !isRecord(value)) return [wrongKind(value, "a map", place)];
      return Object.entries(value).flatMap(([key, one]) =>
        kindFaults({ value: one, place: inside(place, key) }, kind.element, fieldsOf),
      );
    case "ref":
      if (call) return [wrongKind(value, "a map of properties", place)];
      return fieldFaults(spot, fieldsOf(kind.reference.$ref), fieldsOf);
    case "union":
      return unionFaults(spot, kind.types, fieldsOf);
    case "tag":
      return fieldFaults(spot, tagFields, fieldsOf);
    default:
      return call ? [] : plainFaults(spot, kind);
  }
}

/** Beside a kind with an inside the specification often allows any JSON as well, which would let everything pass. */
function unionFaults(spot: Spot, kinds: readonly Kind[], fieldsOf: FieldsOf): Fault[] {
  const deep = kinds.filter(({ type }) => type === "array" || type === "map" || type === "ref");
  const faults = (deep.length > 0 ? deep : kinds).map((kind) => kindFaults(spot, kind, fieldsOf));
  return faults.toSorted((one, other) => one.length - other.length)[0] ?? [];
}

/** CloudFormation turns numbers and booleans into texts and back. */
function plainFaults({ value, place }: Spot, kind: Kind): Fault[] {
  const text = typeof value === "object" ? undefined : String(value);
  switch (kind.type) {
    case "string":
      if (text === undefined) return [wrongKind(value, "a text", place)];
      if (!kind.allowedValues || kind.allowedValues.includes(text)) return [];
      return [
        unknownName(`${text} is none of the values that AWS knows`, place, { name: text, known: kind.allowedValues }),
      ];
    case "number":
      return text !== undefined && text !== "" && Number.isFinite(Number(text))
        ? []
        : [wrongKind(value, "a number", place)];
    case "integer":
      return text !== undefined && /^-?\d+$/.test(text) ? [] : [wrongKind(value, "a whole number", place)];
    case "boolean":
      return text === "true" || text === "false" ? [] : [wrongKind(value, "true or false", place)];
    default:
      return [];
  }
}

function wrongKind(value: unknown, expected: string, place: string): Fault {
  const shown = JSON.stringify(value) ?? "nothing";
  return { place, what: `is ${shown.length > 60 ? `${shown.slice(0, 60)}…` : shown}`, cure: `It must be ${expected}` };
}

/** That a name is none of the known ones, with the one that was probably meant. */
export function unknownName(
  what: string,
  place: string,
  { name, known }: { name: string; known: readonly string[] },
): Fault {
  const near = nearest(name, known);
  return { place, what, cure: near ? `Did you mean ${near}?` : `Known: ${known.slice(0, 12).join(", ")}` };
}
