import { RE2JS } from "re2js";

/** A regular expression that was read: linear in the text, whatever its pattern. */
export interface Regex {
  /** Whether it matches the whole text. */
  matches(text: string): boolean;
  /** Whether it is somewhere in the text; `^` and `$` also stand for the ends of a line. */
  isIn(text: string): boolean;
}

/**
 * Reads regular expressions. Its code is large, so what only runs rules loads it where some rule has an expression.
 *
 * @throws Error when it is none, or one of a kind that no linear engine has
 */
export type ReadRegex = (source: string) => Regex;

/** See `ReadRegex`. Source: github.com/google/re2/wiki/Syntax (read 2026-11). */
export function readRegex(source: string): Regex {
  // Asked without groups, the engine runs as an automaton that is many times faster.
  const regex = RE2JS.compile(source, RE2JS.MULTILINE);
  return { matches: (text) => regex.testExact(text), isIn: (text) => regex.test(text) };
}
