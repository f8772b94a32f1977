import { matchesGlob } from "../../core/pattern.ts";
import { addPosting, type Bits, noBits, type Posting, postingOf, setBit } from "./bits.ts";

/** Which of a lane's rules a text lets through: those that ask nothing of it, and those whose words may fit it. */
export interface TextSplit {
  passing(text: string | null): Bits;
}

/** Beginnings and ends are compared in these lengths only, so that a text is looked up a bounded number of times. */
const lengths = [...Array(16).keys()].map((at) => at + 1).concat(20, 24, 32, 48, 64);
/** Globs with a wildcard at both ends must be tried one by one: beyond this many, rules that have one are asked. */
const mostTried = 32;
/** Answers that are kept: names and refs come again and again. */
const mostKept = 256;

/**
 * Splits a lane by what its rules ask of one text.
 *
 * @param globs of the lane's rules, in their order; `undefined` for one that asks nothing
 */
export function splitTexts(globs: readonly (readonly string[] | undefined)[]): TextSplit {
  const size = globs.length;
  const free = noBits(size);
  const words = new Map<string, number[]>();
  globs.forEach((list, at) => {
    if (!list) setBit(free, at);
    for (const glob of list ?? []) add(words, glob, [at]);
  });
  const { literal, begins, ends, tried } = sorted(words, { size, free });
  const lengthsOf = { begins: lengthsIn(begins), ends: lengthsIn(ends) };
  const kept = new Map<string | null, Bits>();
  const find = (text: string | null): Bits => {
    const bits = free.slice();
    if (text === null) return bits;
    const take = (posting: Posting | undefined) => posting && addPosting(bits, posting);
    take(literal.get(text));
    for (const length of lengthsOf.begins) take(begins.get(text.slice(0, length)));
    for (const length of lengthsOf.ends) take(ends.get(text.slice(-length)));
    for (const [glob, posting] of tried) if (matchesGlob(glob, text)) addPosting(bits, posting);
    return bits;
  };
  return {
    passing(text) {
      const known = kept.get(text);
      if (known) return known;
      if (kept.size >= mostKept) kept.clear();
      const bits = find(text);
      kept.set(text, bits);
      return bits;
    },
  };
}

type Postings = Map<string, Posting>;

/** The globs by what of them can be looked up. */
function sorted(words: ReadonlyMap<string, number[]>, { size, free }: { size: number; free: Bits }) {
  const literal = new Map<string, number[]>();
  const begins = new Map<string, number[]>();
  const ends = new Map<string, number[]>();
  const tried = new Map<string, number[]>();
  for (const [glob, rules] of words) {
    const [begin, end] = [literalBegin(glob), literalEnd(glob)];
    if (begin === glob) add(literal, glob, rules);
    else if (begin) add(begins, begin.slice(0, cut(begin)), rules);
    else if (end) add(ends, end.slice(-cut(end)), rules);
    else if (tried.size < mostTried) add(tried, glob, rules);
    else for (const at of rules) setBit(free, at);
  }
  const posted = (lists: ReadonlyMap<string, number[]>): Postings =>
    new Map([...lists].map(([key, rules]) => [key, postingOf(rules, size)]));
  return { literal: posted(literal), begins: posted(begins), ends: posted(ends), tried: posted(tried) };
}

function add(lists: Map<string, number[]>, key: string, rules: readonly number[]): void {
  const known = lists.get(key);
  if (known) for (const at of rules) known.push(at);
  else lists.set(key, [...rules]);
}

function literalBegin(glob: string): string {
  const wild = glob.search(/[*?]/);
  return wild < 0 ? glob : glob.slice(0, wild);
}

/** `**` + `/` may stand for nothing at all, its slash too. */
function literalEnd(glob: string): string {
  const end = glob.slice(Math.max(glob.lastIndexOf("*"), glob.lastIndexOf("?")) + 1);
  return end.startsWith("/") ? end.slice(1) : end;
}

function lengthsIn(keys: Postings): readonly number[] {
  return [...new Set([...keys.keys()].map(({ length }) => length))];
}

/** The longest length that is compared and not longer than the text. */
function cut(text: string): number {
  return lengths.findLast((length) => length <= text.length) ?? 1;
}
