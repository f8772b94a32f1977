import { checkArguments, type Usage } from "./checkArguments.ts";
import { isInputType } from "./coerce.ts";
import { type Complaint, complaint } from "./complaint.ts";
import type { Document, FieldNode, Operation, Selection } from "./document.ts";
import { namedType, own, type Schema } from "./schema.ts";

interface Walk extends Usage {
  readonly document: Document;
  readonly path: readonly string[];
  /** The fragments that it is in. */
  readonly within: readonly string[];
  /** How many fields were met: about what GitLab calls complexity. */
  readonly count: { fields: number };
}

// Source: docs.gitlab.com/api/graphql, "Limits" (read 2026-11)
const mostComplexity = 250;

/** All that is wrong with a request before anything of it is done, in the words of GitLab's GraphQL library. */
export function check(schema: Schema, document: Document, operation: Operation): Complaint[] {
  const { kind, name, variables } = operation;
  const root = kind === "mutation" ? "Mutation" : "Query";
  const path = [name === null ? kind : `${kind} ${name}`];
  const owner = name ?? `anonymous ${kind}`;
  const usage = { schema, operation, owner, path, used: new Set<string>(), found: [] as Complaint[] };
  const walk: Walk = { ...usage, document, within: [], count: { fields: 0 } };
  checkVariables(walk);
  checkSelections(walk, root, operation.selections);
  for (const { name: variable, at } of variables) {
    if (walk.used.has(variable)) continue;
    const message = `Variable $${variable} is declared by ${owner} but not used`;
    walk.found.push(complaint(message, { at, path, code: "variableNotUsed", more: { variableName: variable } }));
  }
  if (walk.found.length > 0 || walk.count.fields <= mostComplexity) return [...walk.found];
  const message = `Query has complexity of ${walk.count.fields}, which exceeds max complexity of ${mostComplexity}`;
  return [{ message }];
}

function checkVariables({ schema, operation, path, found }: Walk): void {
  for (const { name, type, at } of operation.variables) {
    if (isInputType(schema, namedType(type))) continue;
    const message = `${namedType(type)} isn't a defined input type (on $${name})`;
    const more = { typeName: namedType(type), variableName: name };
    found.push(complaint(message, { at, path, code: "variableRequiresValidType", more }));
  }
}

function checkSelections(walk: Walk, type: string, selections: readonly Selection[]): void {
  for (const selection of selections) {
    for (const { args } of selection.directives)
      for (const literal of args.values()) if (literal.kind === "variable") walk.used.add(literal.name);
    if (selection.kind === "field") checkField(walk, type, selection);
    else if (selection.kind === "inline") checkSelections(walk, selection.on ?? type, selection.selections);
    else checkSpread(walk, selection);
  }
}

function checkSpread(walk: Walk, { name, at }: Extract<Selection, { kind: "spread" }>): void {
  const { document, path, found } = walk;
  const fragment = document.fragments.get(name);
  const more = { fragmentName: name };
  if (!fragment) {
    const message = `Fragment ${name} was used, but not defined`;
    found.push(complaint(message, { at, path, code: "useAndDefineFragment", more }));
  } else if (walk.within.includes(name)) {
    found.push(complaint(`Fragment ${name} contains an infinite loop`, { at, path, code: "infiniteLoop", more }));
  } else {
    const inner = { ...walk, path: [`fragment ${name}`], within: [...walk.within, name] };
    checkSelections(inner, fragment.on, fragment.selections);
  }
}

function checkField(walk: Walk, typeName: string, node: FieldNode): void {
  const { schema, found } = walk;
  const { name, at, selections } = node;
  walk.count.fields++;
  if (name === "__typename") return;
  const path = [...walk.path, node.alias];
  const field = own(own(schema.types, typeName) ?? {}, name);
  if (!field) {
    const message = `Field '${name}' doesn't exist on type '${typeName}'`;
    found.push(complaint(message, { at, path, code: "undefinedField", more: { typeName, fieldName: name } }));
    return;
  }
  checkArguments({ ...walk, path }, node, field.args);
  const inner = namedType(field.type);
  const isObject = Object.hasOwn(schema.types, inner);
  if (isObject && selections) checkSelections({ ...walk, path }, inner, selections);
  if (isObject === (selections !== null)) return;
  const message = isObject
    ? `Field must have selections (field '${name}' returns ${inner} but has no selections. Did you mean '${name} { ... }'?)`
    : `Selections can't be made on scalars (field '${name}' returns ${inner} but has selections [${namesIn(selections)}])`;
  const more = { nodeName: `field '${name}'`, typeName: inner };
  found.push(complaint(message, { at, path, code: "selectionMismatch", more }));
}

function namesIn(selections: readonly Selection[] | null): string {
  return (selections ?? []).map((one) => (one.kind === "field" ? `"${one.name}"` : "...")).join(", ");
}
