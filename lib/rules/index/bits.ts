/** A set of small numbers, one bit each. */
export type Bits = Uint32Array;

export function noBits(size: number): Bits {
  return new Uint32Array(Math.ceil(size / 32));
}

/** Of the numbers 0 to `size` - 1 those that a test picks. */
export function bitsWhere(size: number, isIn: (at: number) => boolean): Bits {
  const bits = noBits(size);
  for (let at = 0; at < size; at++) if (isIn(at)) setBit(bits, at);
  return bits;
}

export function setBit(bits: Bits, at: number): void {
  bits[at >> 5] = (bits[at >> 5] ?? 0) | (1 << (at & 31));
}

/** Adds all of `more`. */
function addBits(bits: Bits, more: Bits): void {
  for (let word = 0; word < bits.length; word++) bits[word] = (bits[word] ?? 0) | (more[word] ?? 0);
}

/** Leaves what is in `other` too. */
export function keep(bits: Bits, other: Bits): void {
  for (let word = 0; word < bits.length; word++) bits[word] = (bits[word] ?? 0) & (other[word] ?? 0);
}

/** Leaves what is in one of two others too. */
export function keepEither(bits: Bits, one: Bits, other: Bits): void {
  for (let word = 0; word < bits.length; word++)
    bits[word] = (bits[word] ?? 0) & ((one[word] ?? 0) | (other[word] ?? 0));
}

/** Some numbers as a list where they are few, as bits where they are many. */
export type Posting = { readonly few: readonly number[] } | { readonly many: Bits };

export function postingOf(numbers: readonly number[], size: number): Posting {
  if (numbers.length <= size / 32) return { few: numbers };
  const many = noBits(size);
  for (const at of numbers) setBit(many, at);
  return { many };
}

export function addPosting(bits: Bits, posting: Posting): void {
  if ("many" in posting) addBits(bits, posting.many);
  else for (const at of posting.few) setBit(bits, at);
}
