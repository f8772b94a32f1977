import type { Pattern } from "../fields.ts";

/**
 * What a clause is asked to say: `yes` or `no`, or anything but one of them. A fact that nobody knows makes it neither, so
 * that *not yes* is more than *no*.
 */
export type Mode = "yes" | "no" | "notYes" | "notNo";

const opposites: Readonly<Record<Mode, Mode>> = { yes: "no", no: "yes", notYes: "notNo", notNo: "notYes" };

/** What the clause inside a `not` must say. */
export function opposite(mode: Mode): Mode {
  return opposites[mode];
}

/** Whether a clause that must say so needs all of its parts to, where they stand side by side; else one of them does. */
function needsAll(mode: Mode): boolean {
  return mode === "yes" || mode === "notNo";
}

/** What a condition says of one fact. */
export type Atom =
  /** It is one of these words, of a closed list. */
  | { readonly kind: "word"; readonly words: readonly string[] }
  /** It is a text that any of these matches. */
  | { readonly kind: "text"; readonly patterns: readonly Pattern[] }
  /** One of several texts at least is matched by any of these. */
  | { readonly kind: "each"; readonly patterns: readonly Pattern[] }
  /** It is a number that passes; between two neighbours of `points` all pass, or none does. */
  | { readonly kind: "number"; readonly passes: (value: number) => boolean; readonly points: readonly number[] }
  /** Any of these holds, of which it is known only whether two are the same. */
  | { readonly kind: "opaque"; readonly items: readonly string[] };

/** One fact, by the name that people know it by: `status`, `by.role`. */
export interface Literal {
  readonly fact: string;
  readonly atom: Atom;
  readonly mode: Mode;
}

export type Formula = Literal | { readonly all: readonly Formula[] } | { readonly any: readonly Formula[] };

/** Formulas side by side, of a clause that must say so. */
export function together(mode: Mode, parts: readonly Formula[]): Formula {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  return needsAll(mode) ? { all: parts } : { any: parts };
}

/** Formulas of which one is enough for a yes. */
export function either(mode: Mode, parts: readonly Formula[]): Formula {
  return together(opposite(mode), parts);
}

/** Literals that must hold all at once. */
export type Term = readonly Literal[];

/** So many ways are looked at. */
export const mostTerms = 512;

/** All ways in which a formula can hold; `undefined`: there are too many to look at. */
export function termsOf(formula: Formula): readonly Term[] | undefined {
  if ("fact" in formula) return [[formula]];
  let terms: readonly Term[] = "all" in formula ? [[]] : [];
  for (const part of "all" in formula ? formula.all : formula.any) {
    const more = termsOf(part);
    if (!more || terms.length * more.length > mostTerms || terms.length + more.length > mostTerms) return undefined;
    terms = "all" in formula ? terms.flatMap((term) => more.map((one) => [...term, ...one])) : [...terms, ...more];
  }
  return terms;
}
