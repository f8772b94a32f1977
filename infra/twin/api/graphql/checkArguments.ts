import { coerce, plain } from "./coerce.ts";
import { type Complaint, complaint } from "./complaint.ts";
import type { FieldNode, Literal, Operation } from "./document.ts";
import { isRequired, itemType, namedType, own, type Schema } from "./schema.ts";

export interface Usage {
  readonly schema: Schema;
  readonly operation: Operation;
  /** How GitLab calls the operation. */
  readonly owner: string;
  readonly path: readonly string[];
  /** Names of variables that some argument has. */
  readonly used: Set<string>;
  readonly found: Complaint[];
}

type Types = Readonly<Record<string, string>>;

/** Finds fault with what a field is given. */
export function checkArguments(usage: Usage, { name, at, args }: FieldNode, types: Types): void {
  const { path, found } = usage;
  for (const [key, literal] of args) {
    const type = own(types, key);
    if (type !== undefined) checkLiteral(usage, { at, key, type, on: `Field '${name}'` }, literal);
    else {
      const message = `Field '${name}' doesn't accept argument '${key}'`;
      const more = { name, typeName: "Field", argumentName: key };
      found.push(complaint(message, { at, path: [...path, key], code: "argumentNotAccepted", more }));
    }
  }
  const missing = Object.entries(types).flatMap(([key, type]) => (isRequired(type) && !args.has(key) ? [key] : []));
  if (missing.length === 0) return;
  const message = `Field '${name}' is missing required arguments: ${missing.join(", ")}`;
  const more = { className: "Field", name, arguments: missing.join(", ") };
  found.push(complaint(message, { at, path, code: "missingRequiredArguments", more }));
}

interface Slot {
  readonly at: FieldNode["at"];
  readonly key: string;
  readonly type: string;
  /** `Field 'job'`. */
  readonly on: string;
}

function checkLiteral(usage: Usage, slot: Slot, literal: Literal): void {
  const fields = own(usage.schema.inputs, namedType(slot.type));
  const item = itemType(slot.type);
  if (literal.kind === "variable") checkVariable(usage, slot, literal);
  else if (literal.kind === "object" && fields) checkObject(usage, slot, { fields, given: literal.fields });
  else if (literal.kind === "list" && item !== undefined)
    for (const one of literal.items) checkLiteral(usage, { ...slot, type: item }, one);
  else checkValue(usage, slot, plain(literal, {}));
}

function checkValue({ schema, path, found }: Usage, { key, type, at, on }: Slot, value: unknown): void {
  const coerced = coerce(schema, type, value);
  if (!("wrong" in coerced)) return;
  const invalid = `Argument '${key}' on ${on} has an invalid value (${JSON.stringify(value)}). Expected type '${type}'.`;
  const message = coerced.wrong.startsWith('"') ? coerced.wrong : invalid;
  const more = { typeName: "Field", argumentName: key };
  found.push(complaint(message, { at, path: [...path, key], code: "argumentLiteralsIncompatible", more }));
}

function checkObject(
  usage: Usage,
  { key, type, at }: Slot,
  { fields, given }: { fields: Types; given: ReadonlyMap<string, Literal> },
): void {
  const path = [...usage.path, key];
  const name = namedType(type);
  for (const [inner, literal] of given) {
    const innerType = own(fields, inner);
    const slot = { at, key: inner, on: `InputObject '${name}'` };
    if (innerType !== undefined) checkLiteral({ ...usage, path }, { ...slot, type: innerType }, literal);
    else {
      const message = `InputObject '${name}' doesn't accept argument '${inner}'`;
      const more = { name, typeName: "InputObject", argumentName: inner };
      usage.found.push(complaint(message, { at, path, code: "argumentNotAccepted", more }));
    }
  }
  for (const [inner, innerType] of Object.entries(fields)) {
    if (!isRequired(innerType) || given.has(inner)) continue;
    const message = `Argument '${inner}' on InputObject '${name}' is required. Expected type ${innerType}`;
    const more = { argumentName: inner, argumentType: innerType, inputObjectType: name };
    usage.found.push(complaint(message, { at, path, code: "missingRequiredInputObjectAttribute", more }));
  }
}

function checkVariable(
  { operation, owner, path, used, found }: Usage,
  { key, type }: Slot,
  { name, at }: Extract<Literal, { kind: "variable" }>,
): void {
  used.add(name);
  const declared = operation.variables.find((variable) => variable.name === name);
  if (!declared) {
    const message = `Variable $${name} is used by ${owner} but not declared`;
    found.push(complaint(message, { at, path, code: "variableNotDefined", more: { variableName: name } }));
  } else if (!fits(declared.byDefault ? `${bare(declared.type)}!` : declared.type, type)) {
    const message = `Type mismatch on variable $${name} and argument ${key} (${declared.type} / ${type})`;
    const more = { variableName: name, typeName: declared.type, argumentName: key, errorMessage: "Type mismatch" };
    found.push(complaint(message, { at, path, code: "variableMismatch", more }));
  }
}

/** Whether what is declared so may stand where that is wanted. */
function fits(declared: string, wanted: string): boolean {
  if (isRequired(wanted) && !isRequired(declared)) return false;
  const [inner, wantedInner] = [itemType(declared), itemType(wanted)];
  if (inner !== undefined && wantedInner !== undefined) return fits(inner, wantedInner);
  return bare(declared) === bare(wanted);
}

function bare(type: string): string {
  return type.replace(/!$/, "");
}
