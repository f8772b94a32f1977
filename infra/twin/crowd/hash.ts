/** A number that looks like chance, 32 bits without sign: the same for the same three. */
export function hash(seed: number, one: number, two: number): number {
  return mixed(mixed(mixed(seed) ^ Math.imul(one + 1, 0x9e37_79b1)) ^ Math.imul(two + 1, 0x85eb_ca77));
}

/** Spreads every bit over all of them. Source: the finalizer of MurmurHash3, which is in the public domain. */
function mixed(given: number): number {
  let bits = given | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85eb_ca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** From `least` up to, not including, `end`, whole. */
export function between(chance: number, least: number, end: number): number {
  return least + Math.floor((chance / 0x1_0000_0000) * (end - least));
}
