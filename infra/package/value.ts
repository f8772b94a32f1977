/** A value somewhere in a template, and the way to it: `Properties.Policies.0`. */
export interface Spot {
  readonly place: string;
  readonly value: unknown;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function inside(place: string, key: string | number): string {
  return place === "" ? String(key) : `${place}.${key}`;
}

/** A value and everything in it, the outer before the inner. */
export function* walk(value: unknown, place = ""): Generator<Spot> {
  yield { place, value };
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* walk(inner, inside(place, key));
}

/** What lies down a path of keys; `undefined` where there is nothing. */
export function down(value: unknown, ...keys: readonly string[]): unknown {
  let found = value;
  for (const key of keys) found = isRecord(found) ? found[key] : undefined;
  return found;
}

/** A value as a list: one stands for a list of one, nothing for an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** A function of CloudFormation such as `{ Ref: "TasksTable" }`; `undefined` for a plain value. */
export function callIn(value: unknown): { readonly name: string; readonly argument: unknown } | undefined {
  if (!isRecord(value)) return undefined;
  const [only, ...others] = Object.entries(value);
  if (!only || others.length > 0) return undefined;
  const [name, argument] = only;
  return name === "Ref" || name.startsWith("Fn::") ? { name, argument } : undefined;
}

/** The text that a value will be, with `${Name.Attribute}` where CloudFormation fills something in. */
export function textOf(value: unknown): string {
  const call = callIn(value);
  if (!call) return typeof value === "string" ? value : JSON.stringify(value);
  const [first, second] = listOf(call.argument);
  if (call.name === "Fn::Sub") return textOf(first);
  if (call.name === "Fn::Join") return listOf(second).map(textOf).join(textOf(first));
  return `\${${listOf(call.argument).map(textOf).join(".")}}`;
}

/** The resource that a value names by `Fn::GetAtt` or `Ref`. */
export function resourceIn(value: unknown): string | undefined {
  const call = callIn(value);
  if (call?.name !== "Fn::GetAtt" && call?.name !== "Ref") return undefined;
  const [name] = listOf(call.argument);
  return typeof name === "string" ? name.split(".")[0] : undefined;
}
