/** By the ids of SPDX, spdx.org/licenses (read 2026-11): those that packages in a bundle have had so far. */
const knownIds = new Set(["0BSD", "Apache-2.0", "ISC", "MIT", "MIT-0"]);

/** A licence as CycloneDX writes it: an id, or several that one may choose among or must keep all. */
export type Licence = { readonly license: { readonly id: string } } | { readonly expression: string };

/** @returns `undefined` for one that nobody has read yet */
export function licenceOf(text: string | undefined): Licence | undefined {
  if (text === undefined) return undefined;
  if (knownIds.has(text)) return { license: { id: text } };
  const words = text.split(/[\s()]+/).filter((word) => word !== "");
  const isKnown =
    words.length > 2 && words.every((word, at) => (at % 2 ? /^(AND|OR)$/.test(word) : knownIds.has(word)));
  return isKnown ? { expression: text } : undefined;
}
