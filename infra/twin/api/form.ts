type Node = { [key: string]: Value };
type Value = string | Value[] | Node;

/**
 * What a form or a query holds, with its brackets read as GitLab's server reads them: `a[]=1`, `a[b]=1` and
 * `a[][b]=1`, where a key that comes again begins the next object of the list.
 */
export function readForm(text: string): Record<string, unknown> {
  const root: Node = {};
  for (const [name, value] of new URLSearchParams(text)) put(root, keysOf(name), value);
  return root;
}

/** `a[][b]` as `a`, ``, `b`. */
function keysOf(name: string): string[] {
  const mark = name.indexOf("[");
  if (mark <= 0 || !/^(\[[^[\]]*\])+$/.test(name.slice(mark))) return [name];
  return [name.slice(0, mark), ...name.slice(mark + 1, -1).split("][")];
}

function put(node: Node, [key = "", ...rest]: string[], value: string): void {
  const [next, ...after] = rest;
  if (next === undefined) node[key] = value;
  else if (next !== "") put(nodeAt(node, key), rest, value);
  else putInList(listAt(node, key), after, value);
}

function putInList(list: Value[], keys: string[], value: string): void {
  const [key] = keys;
  const last = list.at(-1);
  if (key === undefined) list.push(value);
  else if (isNode(last) && !Object.hasOwn(last, key)) put(last, keys, value);
  else {
    const next: Node = {};
    put(next, keys, value);
    list.push(next);
  }
}

function nodeAt(node: Node, key: string): Node {
  const found = node[key];
  if (isNode(found)) return found;
  const made: Node = {};
  node[key] = made;
  return made;
}

function listAt(node: Node, key: string): Value[] {
  const found = node[key];
  if (Array.isArray(found)) return found;
  const made: Value[] = [];
  node[key] = made;
  return made;
}

function isNode(value: Value | undefined): value is Node {
  return typeof value === "object" && !Array.isArray(value);
}
