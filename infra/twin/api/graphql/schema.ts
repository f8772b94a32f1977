import type { Person, Token } from "../../state/person.ts";
import type { World } from "../../state/world.ts";

/** Who asks, and whom. */
export interface Viewer {
  readonly world: World;
  readonly person: Person;
  readonly token: Token;
}

export type Args = Readonly<Record<string, unknown>>;

/** One field of a type: its type and its arguments' as GraphQL writes them, and how it is found. */
export interface Field {
  readonly type: string;
  readonly args: Readonly<Record<string, string>>;
  readonly resolve: (source: unknown, args: Args, viewer: Viewer) => unknown;
}

export type Fields = Readonly<Record<string, Field>>;

/** The types with fields, the types of arguments, and the words of enums, each by name. */
export interface Schema {
  readonly types: Readonly<Record<string, Fields>>;
  readonly inputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly enums: Readonly<Record<string, readonly string[]>>;
}

type Of<S> = readonly [
  type: string,
  resolve: (source: S, args: Args, viewer: Viewer) => unknown,
  args?: Readonly<Record<string, string>>,
];

/** The fields of one type, whose resolvers all take the same kind of thing. */
export function fieldsOf<S>(fields: Readonly<Record<string, Of<S>>>): Fields {
  const entries = Object.entries(fields).map(([name, [type, resolve, args = {}]]) => {
    const field: Field = { type, args, resolve: (source, given, viewer) => resolve(source as S, given, viewer) };
    return [name, field] as const;
  });
  return Object.fromEntries(entries);
}

/** What GitLab says of one field while it works on it: the field is `null`, and this is among the errors. */
export class FieldError extends Error {}

/** Of what is not there and of what the asker must not see alike. */
export function unavailable(): FieldError {
  return new FieldError(
    "The resource that you are attempting to access does not exist or you don't have permission to perform this action",
  );
}

/** `CiJob` of `[CiJob!]!`. */
export function namedType(type: string): string {
  return type.replace(/[[\]!]/g, "");
}

export function isRequired(type: string): boolean {
  return type.endsWith("!");
}

/** `CiJob!` of `[CiJob!]!`; `undefined` when it is no list. */
export function itemType(type: string): string | undefined {
  return /^\[(.*)\]!?$/.exec(type)?.[1];
}

/** What a record has under a name that somebody wrote; nothing that all objects have. */
export function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
