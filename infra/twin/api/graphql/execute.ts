import { coerce, plain } from "./coerce.ts";
import type { Complaint } from "./complaint.ts";
import type { Directive, Document, FieldNode, Operation, Selection } from "./document.ts";
import { type Args, type Field, FieldError, namedType, type Schema, type Viewer } from "./schema.ts";

type Variables = Readonly<Record<string, unknown>>;

interface Run {
  readonly schema: Schema;
  readonly document: Document;
  readonly variables: Variables;
  readonly viewer: Viewer;
  readonly errors: Complaint[];
}

type Path = readonly (string | number)[];

export interface Outcome {
  readonly data: Readonly<Record<string, unknown>>;
  readonly errors: readonly Complaint[];
}

/** Does what an operation without faults says, field by field, in order. */
export function execute(
  of: Pick<Run, "schema" | "document" | "variables" | "viewer">,
  { kind, selections }: Operation,
): Outcome {
  const run: Run = { ...of, errors: [] };
  const type = kind === "mutation" ? "Mutation" : "Query";
  return { data: answer(run, { type, selections, source: null, path: [] }), errors: run.errors };
}

interface Part {
  readonly type: string;
  readonly selections: readonly Selection[];
  readonly source: unknown;
  readonly path: Path;
}

function answer(run: Run, { type, selections, source, path }: Part): Record<string, unknown> {
  const merged = new Map<string, FieldNode>();
  collect(run, { type, selections }, merged);
  const made: Record<string, unknown> = {};
  for (const [alias, node] of merged)
    made[alias] = node.name === "__typename" ? type : answerField(run, node, { type, source, path: [...path, alias] });
  return made;
}

/** The fields that apply, those of one alias as one. */
function collect(
  run: Run,
  { type, selections }: Pick<Part, "type" | "selections">,
  merged: Map<string, FieldNode>,
): void {
  for (const selection of selections) {
    if (!isIncluded(selection.directives, run.variables)) continue;
    if (selection.kind === "field") {
      const before = merged.get(selection.alias);
      const inner = selection.selections && [...(before?.selections ?? []), ...selection.selections];
      merged.set(selection.alias, { ...selection, selections: inner });
      continue;
    }
    const fragment = selection.kind === "inline" ? selection : run.document.fragments.get(selection.name);
    if (fragment && isOf(type, fragment.on)) collect(run, { type, selections: fragment.selections }, merged);
  }
}

function isOf(type: string, on: string | null): boolean {
  return on === null || on === type || on === `${type}Interface`;
}

function isIncluded(directives: readonly Directive[], variables: Variables): boolean {
  return directives.every(({ name, args }) => {
    const literal = args.get("if");
    const condition = literal && plain(literal, variables);
    return name === "skip" ? condition !== true : name !== "include" || condition !== false;
  });
}

function answerField(run: Run, node: FieldNode, { type, source, path }: Omit<Part, "selections">): unknown {
  const field = run.schema.types[type]?.[node.name];
  if (!field) return null;
  try {
    const value = field.resolve(source, argsOf(run, node, field), run.viewer);
    return shape(run, { type: namedType(field.type), selections: node.selections ?? [], source: value, path });
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    run.errors.push({ message: error.message, locations: [node.at], path });
    return null;
  }
}

function argsOf({ schema, variables }: Run, { args }: FieldNode, field: Field): Args {
  const made: Record<string, unknown> = {};
  for (const [name, type] of Object.entries(field.args)) {
    const literal = args.get(name);
    const value = literal && plain(literal, variables);
    if (value === undefined) continue;
    const coerced = coerce(schema, type, value);
    if ("wrong" in coerced) throw new FieldError(coerced.wrong);
    made[name] = coerced.value;
  }
  return made;
}

/** A scalar as it is, an object by its fields, a list one by one. */
function shape(run: Run, part: Part): unknown {
  const { source, type, path } = part;
  if (source === null || source === undefined) return null;
  if (Array.isArray(source))
    return source.map((item, index) => shape(run, { ...part, source: item, path: [...path, index] }));
  return type in run.schema.types ? answer(run, part) : source;
}
