import { damaged } from "./damage.ts";
import { nested, oddJson, oddKeys } from "./oddities.ts";
import { below, pick, type Random, randomOf } from "./random.ts";
import { allOf, type Node, raw, textOf, treeOf } from "./tree.ts";

/** How many bodies are made, and from which seed; `FUZZ_BODIES` and `FUZZ_SEED` say otherwise. */
export const fuzz: { bodies: number; seed: number } = {
  bodies: wholeNumber(process.env.FUZZ_BODIES, 10_000),
  seed: wholeNumber(process.env.FUZZ_SEED, 20_261_121),
};

/**
 * Endless bodies, each a sample that was changed in a few places, or bytes that are no JSON. A body follows from the
 * samples, the seed and its index alone.
 */
export function* mutations(samples: readonly unknown[], seed: number): Generator<{ index: number; body: Uint8Array }> {
  for (let index = 0; ; index++) {
    const random = randomOf(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index, 0x85ebca6b));
    const tree = treeOf(pick(random, samples));
    for (let left = 1 + below(random, 4); left > 0; left--) pick(random, changes)(random, tree);
    const body = new TextEncoder().encode(textOf(tree));
    yield { index, body: random() < 0.12 ? damaged(random, body) : body };
  }
}

type Change = (random: Random, root: Node) => void;

const changes: readonly Change[] = [
  setOdd,
  setOdd,
  setOdd,
  dropPart,
  dropPart,
  renameKey,
  addOdd,
  nest,
  swap,
  swapIds,
  twice,
];

function setOdd(random: Random, root: Node): void {
  anyNode(random, root).is = raw(oddJson(random));
}

function dropPart(random: Random, root: Node): void {
  const { is } = anyNode(random, root, (node) => node.is.kind !== "raw");
  if (is.kind === "object") is.members.splice(below(random, is.members.length), 1);
  if (is.kind === "array") is.items.splice(below(random, is.items.length), 1);
}

function renameKey(random: Random, root: Node): void {
  const { is } = anyNode(random, root, isObject);
  if (is.kind === "object" && is.members.length > 0) pick(random, is.members).key = pick(random, oddKeys);
}

function addOdd(random: Random, root: Node): void {
  const { is } = anyNode(random, root, (node) => node.is.kind !== "raw");
  const node = { is: raw(oddJson(random)) };
  if (is.kind === "object") is.members.push({ key: pick(random, oddKeys), node });
  if (is.kind === "array") is.items.push(node);
}

function nest(random: Random, root: Node): void {
  const node = anyNode(random, root);
  node.is = raw(nested(random, textOf(node)));
}

/** Two parts change places: a word where a list was, the user where the pipeline was. */
function swap(random: Random, root: Node): void {
  exchange(anyNode(random, root), anyNode(random, root));
}

function swapIds(random: Random, root: Node): void {
  const ids = allOf(root).flatMap(({ is }) =>
    is.kind === "object" ? is.members.filter(({ key }) => /(^|_)id$/.test(key)).map(({ node }) => node) : [],
  );
  if (ids.length > 0) exchange(pick(random, ids), pick(random, ids));
}

/** A part comes twice: an item of a list, or a key with two values. */
function twice(random: Random, root: Node): void {
  const { is } = anyNode(random, root, (node) => node.is.kind !== "raw");
  if (is.kind === "array" && is.items.length > 0) is.items.push(structuredClone(pick(random, is.items)));
  if (is.kind !== "object" || is.members.length === 0) return;
  const { key, node } = pick(random, is.members);
  const other = random() < 0.5 ? structuredClone(node) : { is: raw(oddJson(random)) };
  is.members.splice(below(random, is.members.length + 1), 0, { key, node: other });
}

/** Any node that fits, else the root. */
function anyNode(random: Random, root: Node, fits: (node: Node) => boolean = () => true): Node {
  const nodes = allOf(root).filter(fits);
  return nodes.length > 0 ? pick(random, nodes) : root;
}

function isObject({ is }: Node): boolean {
  return is.kind === "object";
}

function exchange(one: Node, other: Node): void {
  const { is } = one;
  one.is = other.is;
  other.is = is;
}

function wholeNumber(text: string | undefined, otherwise: number): number {
  if (text === undefined || text === "") return otherwise;
  if (!/^\d{1,10}$/.test(text)) throw new RangeError(`FUZZ_BODIES and FUZZ_SEED are whole numbers, not ${text}`);
  return Number(text);
}
