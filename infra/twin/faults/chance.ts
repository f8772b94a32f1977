/** Numbers from 0 up to 1 that look like chance, the same for the same seed. */
export type Chance = () => number;

/** A counter, well mixed: MurmurHash3's finalizer, so that neighbouring seeds have nothing in common. */
export function chanceOf(seed: number): Chance {
  let count = Math.imul(seed, 0x2c1b3c6d);
  return () => {
    count = (count + 0x9e3779b9) | 0;
    let mixed = Math.imul(count ^ (count >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}

/** In another order, which is not the old one where there are two things or more. */
export function shuffled<T>(things: readonly T[], chance: Chance): T[] {
  const left = [...things];
  const drawn: T[] = [];
  while (left.length > 0) drawn.push(...left.splice(Math.floor(chance() * left.length), 1));
  return drawn.every((thing, at) => thing === things[at]) ? drawn.reverse() : drawn;
}
