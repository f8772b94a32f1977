/** Chance that can be drawn again: the same seed gives the same numbers. */
export interface Random {
  /** From 0 to 1, 1 left out. */
  next(): number;
  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number;
  /** Whether something with this chance happens; 0 never does, 1 always. */
  chance(of: number): boolean;
  pick<T>(list: readonly [T, ...T[]]): T;
  /** One of several words by their weights; `undefined` where no weight is above 0. */
  weighted<K extends string>(weights: Readonly<Partial<Record<K, number>>>): K | undefined;
}

/** An xorshift of 32 bits over a mixed seed: not for secrets. */
export function randomOf(seed: number): Random {
  let state = mixed(seed) || 0x9e3779b9;
  function next(): number {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  }
  return {
    next,
    whole: (least, most) => least + Math.floor(next() * (most - least + 1)),
    chance: (of) => of > 0 && next() < of,
    pick: (list) => list[Math.floor(next() * list.length)] ?? list[0],
    weighted: (weights) => chosen(weights, next),
  };
}

function chosen<K extends string>(weights: Readonly<Partial<Record<K, number>>>, next: () => number): K | undefined {
  const names = Object.keys(weights) as K[];
  const sum = names.reduce((total, name) => total + (weights[name] ?? 0), 0);
  if (sum <= 0) return undefined;
  let rest = next() * sum;
  for (const name of names) {
    rest -= weights[name] ?? 0;
    if (rest < 0) return name;
  }
  return names.findLast((name) => (weights[name] ?? 0) > 0);
}

/** A seed from a seed and a word, so that what a word stands for does not depend on what was drawn before. */
export function seedFrom(seed: number, word: string): number {
  let hash = mixed(seed);
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

function mixed(seed: number): number {
  let value = Math.imul(seed ^ (seed >>> 16), 0x85ebca6b) + 0x6d2b79f5;
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

/** The one of several things that a number from 0 to 1 falls on; `undefined`: none of them. */
export function drawn<K extends string>(from: number, chances: Readonly<Record<K, number>>): K | undefined {
  let rest = from;
  for (const name of Object.keys(chances) as K[]) {
    rest -= chances[name];
    if (rest < 0) return name;
  }
  return undefined;
}
