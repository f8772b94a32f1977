import type { Work } from "./alternate.ts";
import type { PlainRule } from "./books.ts";
import type { PlainFacts } from "./drawn.ts";

const words = ["status", "name", "stage", "ref"] as const;

/**
 * What no index by bits does without: for each word one set of the rules that it lets through, all of them cut, and what is
 * left listed. The sets are at hand, nobody is asked anything, and no verdict is made.
 */
export function bareBits(rules: readonly PlainRule[], job: PlainFacts): Work {
  const sets = words.map((word) => {
    const set = new Uint32Array(Math.ceil(rules.length / 32));
    rules.forEach((rule, at) => {
      if ((rule[word] ?? job[word]) === job[word]) set[at >> 5] = (set[at >> 5] ?? 0) | (1 << (at & 31));
    });
    return set;
  });
  const left = new Uint32Array(Math.ceil(rules.length / 32));
  return (times) => {
    for (let time = 0; time < times; time++) {
      left.fill(0xffffffff);
      for (const set of sets) for (let at = 0; at < left.length; at++) left[at] = (left[at] ?? 0) & (set[at] ?? 0);
      const found: number[] = [];
      for (let at = 0; at < left.length; at++)
        for (let bits = left[at] ?? 0; bits !== 0; bits &= bits - 1)
          found.push(at * 32 + 31 - Math.clz32(bits & -bits));
    }
  };
}
