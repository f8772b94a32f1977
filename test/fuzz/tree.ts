/** JSON that no value in memory can be: a key twice, `__proto__` as a plain key, a number that JavaScript cannot hold. */
export interface Node {
  is: Shape;
}

export type Shape =
  | { readonly kind: "raw"; readonly json: string }
  | { readonly kind: "object"; readonly members: Member[] }
  | { readonly kind: "array"; readonly items: Node[] };

export interface Member {
  key: string;
  readonly node: Node;
}

export function raw(json: string): Shape {
  return { kind: "raw", json };
}

export function treeOf(value: unknown): Node {
  if (Array.isArray(value)) return { is: { kind: "array", items: value.map(treeOf) } };
  if (typeof value !== "object" || value === null) return { is: raw(JSON.stringify(value) ?? "null") };
  const members = Object.entries(value).map(([key, part]) => ({ key, node: treeOf(part) }));
  return { is: { kind: "object", members } };
}

export function textOf({ is }: Node): string {
  if (is.kind === "raw") return is.json;
  if (is.kind === "array") return `[${is.items.map(textOf).join(",")}]`;
  return `{${is.members.map(({ key, node }) => `${JSON.stringify(key)}:${textOf(node)}`).join(",")}}`;
}

/** The node and all that it holds. */
export function allOf(node: Node): Node[] {
  return [node, ...partsOf(node).flatMap(allOf)];
}

function partsOf({ is }: Node): Node[] {
  if (is.kind === "raw") return [];
  return is.kind === "array" ? is.items : is.members.map(({ node }) => node);
}
