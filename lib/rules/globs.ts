import { matchesGlob } from "../core/pattern.ts";

/** Tells whether a text matches any of some globs. */
export function globTest(globs: readonly string[]): (text: string) => boolean {
  const plain = new Set(globs.filter((glob) => !/[*?]/.test(glob)));
  const wild = globs.filter((glob) => !plain.has(glob));
  return (text) => plain.has(text) || wild.some((glob) => matchesGlob(glob, text));
}
