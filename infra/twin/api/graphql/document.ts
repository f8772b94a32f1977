// What a GraphQL request says, once it is read. Source: spec.graphql.org, October 2021.

export interface Place {
  readonly line: number;
  readonly column: number;
}

export type Literal =
  | { readonly kind: "value"; readonly value: string | number | boolean | null }
  | { readonly kind: "enum"; readonly name: string }
  | { readonly kind: "variable"; readonly name: string; readonly at: Place }
  | { readonly kind: "list"; readonly items: readonly Literal[] }
  | { readonly kind: "object"; readonly fields: ReadonlyMap<string, Literal> };

export interface FieldNode {
  readonly kind: "field";
  readonly name: string;
  /** The key of its answer. */
  readonly alias: string;
  readonly args: ReadonlyMap<string, Literal>;
  readonly directives: readonly Directive[];
  readonly selections: readonly Selection[] | null;
  readonly at: Place;
}

export interface Directive {
  readonly name: string;
  readonly args: ReadonlyMap<string, Literal>;
}

export type Selection =
  | FieldNode
  | { readonly kind: "spread"; readonly name: string; readonly directives: readonly Directive[]; readonly at: Place }
  | {
      readonly kind: "inline";
      readonly on: string | null;
      readonly directives: readonly Directive[];
      readonly selections: readonly Selection[];
    };

export interface VariableDefinition {
  readonly name: string;
  /** As it is written, `[ID!]!`. */
  readonly type: string;
  readonly byDefault: Literal | null;
  readonly at: Place;
}

export interface Operation {
  readonly kind: "query" | "mutation" | "subscription";
  readonly name: string | null;
  readonly variables: readonly VariableDefinition[];
  readonly selections: readonly Selection[];
  readonly at: Place;
}

export interface Fragment {
  readonly name: string;
  readonly on: string;
  readonly selections: readonly Selection[];
}

export interface Document {
  readonly operations: readonly Operation[];
  readonly fragments: ReadonlyMap<string, Fragment>;
}
