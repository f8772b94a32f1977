import { RE2JS } from "re2js";
import { mostRegexCharacters } from "./fields.ts";
import type { Fault } from "./validate.ts";

/** RE2's own measure of what a match may cost: a text of this many letters is as large. */
const mostInstructions = 1000;
/** Different ones in a file; the costliest that is accepted takes some milliseconds to read. */
const mostExpressions = 1000;

type Path = readonly (string | number)[];

/** What is wrong with the regular expressions of a rulebook, as it was written: whatever else is wrong with it. */
export function regexFaults(value: unknown): Fault[] {
  const known = new Map<string, string | undefined>();
  const faults: Fault[] = [];
  const check = (source: unknown, path: Path) => {
    if (typeof source !== "string" || source === "" || source.length > mostRegexCharacters) return;
    if (!known.has(source)) known.set(source, known.size < mostExpressions ? whyNoRegex(source) : tooMany);
    const message = known.get(source);
    if (message !== undefined) faults.push({ path, message });
  };
  const seen = new Set<object>();
  const walk = (node: unknown, path: Path): void => {
    if (typeof node !== "object" || node === null || seen.has(node)) return;
    seen.add(node);
    for (const [key, inner] of Object.entries(node)) {
      const here = [...path, Array.isArray(node) ? Number(key) : key];
      if (key !== "matches") walk(inner, here);
      else if (Array.isArray(inner)) for (const [at, one] of inner.entries()) check(one, [...here, at]);
      else check(inner, here);
    }
  };
  for (const [path, node] of placesOf(value)) walk(node, path);
  return faults;
}

const tooMany = `more than ${mostExpressions} different regular expressions in one file`;

/** Where regular expressions may stand: in conditions, and where a rule says which values people may give. */
function placesOf(value: unknown): [Path, unknown][] {
  const { rules, failureClasses, invariants } = Object(value) as Readonly<Record<string, unknown>>;
  const list: readonly unknown[] = Array.isArray(rules) ? rules : [];
  return [
    [["failureClasses"], failureClasses],
    [["invariants"], invariants],
    ...list.flatMap((rule, at): [Path, unknown][] => {
      const { when, do: verb } = Object(rule) as { when?: unknown; do?: unknown };
      const { play } = Object(verb) as { play?: unknown };
      const { allow } = Object(play) as { allow?: unknown };
      return [
        [["rules", at, "when"], when],
        ...Object.entries(Object(allow)).map(([name, one]): [Path, unknown] => [
          ["rules", at, "do", "play", "allow", name],
          one,
        ]),
      ];
    }),
  ];
}

/**
 * Why a regular expression is refused, in plain words; `undefined` where it is taken.
 * Source: github.com/google/re2/wiki/Syntax (read 2026-11).
 */
function whyNoRegex(source: string): string | undefined {
  // Reading it takes as long as it has instructions, and there are at least as many as its counts promise.
  if (countsIn(source) > mostInstructions) return tooLarge;
  try {
    return RE2JS.compile(source).programSize() > mostInstructions ? tooLarge : undefined;
  } catch (error) {
    return plainly(error instanceof Error ? error.message : String(error));
  }
}

const tooLarge = `the regular expression is too large: its counts such as {50} make more than ${mostInstructions} instructions of it`;

/** What `{n}` and `{n,m}` ask for, added up; nested ones are multiplied by RE2 itself, which allows 1000. */
function countsIn(source: string): number {
  const bare = source.replace(/\\./gs, "").replace(/\[[^\]]*\]/g, "");
  const counts = [...bare.matchAll(/\{(\d{1,9})(?:,(\d{0,9}))?\}/g)];
  return counts.reduce((sum, [, least, most]) => sum + Math.max(Number(least), Number(most ?? 0)), 0);
}

function plainly(message: string): string {
  const why = message.replace(/^error parsing regexp: /, "");
  const part = /`.*`$/s.exec(why)?.[0].replace(/\p{Cc}/gu, "\ufffd") ?? "";
  if (/`\(\?<?[=!]/.test(why))
    return `look-around is not supported, since it cannot be matched in linear time: ${part}`;
  if (/`\\([1-9]|k)/.test(why))
    return `backreferences are not supported, since they cannot be matched in linear time: ${part}`;
  if (why.includes("repeat count")) return tooLarge;
  return `no regular expression: ${why.replace(/: `.*$/s, "")}${part && `: ${part}`}`;
}
