import { matchesGlob } from "../../core/pattern.ts";
import { readRegex } from "../regex.ts";
import { textTest } from "../text.ts";
import { type FactShape, shapes } from "./facts.ts";
import type { Atom, Literal, Term } from "./formula.ts";
import { findText } from "./globs.ts";

/**
 * What a fact may be so that all that is said of it holds: a value, `null` where it must be absent, `undefined` where it is
 * best left unknown; `none`: it cannot be anything; `unsure`: something perhaps.
 */
type Solved = { readonly value: Value | null | undefined } | "none" | "unsure";
/** Several: one text for each that must be there, or the items that hold. */
export type Value = string | number | readonly string[];

type Of<Kind extends Atom["kind"]> = Extract<Atom, { kind: Kind }>;

interface Said<One> {
  readonly shape: FactShape;
  /** What must hold, and what must not. */
  readonly pos: readonly One[];
  readonly neg: readonly One[];
}

/** A term, with the values of all its facts. */
export interface SolvedTerm {
  readonly byFact: ReadonlyMap<string, Term>;
  readonly values: ReadonlyMap<string, Solved>;
}

/** The values of all facts of a term, or the fact that cannot have one. */
export function solve(term: Term): SolvedTerm | { readonly impossible: string } {
  return solved(
    Map.groupBy(term, ({ fact }) => fact),
    new Map(),
  );
}

/** As of both terms together: only what both say something of is solved anew. */
export function solveBoth(one: SolvedTerm, other: SolvedTerm): SolvedTerm | { readonly impossible: string } {
  const byFact = new Map(one.byFact);
  const known = new Map(one.values);
  for (const [fact, literals] of other.byFact) {
    const before = byFact.get(fact);
    byFact.set(fact, before ? [...before, ...literals] : literals);
    const value = other.values.get(fact);
    if (before || value === undefined) known.delete(fact);
    else known.set(fact, value);
  }
  return solved(byFact, known);
}

/** @param known of facts of which nothing else is said */
function solved(
  byFact: ReadonlyMap<string, Term>,
  known: ReadonlyMap<string, Solved>,
): SolvedTerm | { readonly impossible: string } {
  const values = new Map(known);
  for (const [fact, literals] of byFact) {
    if (known.has(fact)) continue;
    const one = solveFact(fact, literals);
    if (one === "none") return { impossible: fact };
    values.set(fact, one);
  }
  const group = byFact.get("group");
  if (!group) return { byFact, values };
  // A name without an ending such as ` 1/4` is its own group.
  const both = solveFact("name", [...(byFact.get("name") ?? []), ...group]);
  return { byFact, values: values.set("name", both === "none" ? "unsure" : both) };
}

function solveFact(fact: string, literals: readonly Literal[]): Solved {
  const shape = shapes[fact] ?? {};
  const isFree = literals.every(({ mode }) => mode === "notYes" || mode === "notNo");
  const known = solveKnown(shape, literals);
  if (!isFree || shape.isAlwaysKnown || (known !== "none" && known !== "unsure")) return known;
  return { value: undefined };
}

/** Where it is known or absent, *not no* is yes and *not yes* is no. */
function solveKnown(shape: FactShape, literals: readonly Literal[]): Solved {
  const pos = literals.filter(({ mode }) => mode === "yes" || mode === "notNo").map(({ atom }) => atom);
  const neg = literals.filter(({ mode }) => mode === "no" || mode === "notYes").map(({ atom }) => atom);
  const found = solvePresent(shape, pos, neg);
  return shape.mayBeAbsent && pos.length === 0 && (found === "none" || found === "unsure") ? { value: null } : found;
}

function solvePresent(shape: FactShape, pos: readonly Atom[], neg: readonly Atom[]): Solved {
  const [kind] = [...pos, ...neg].map((atom) => atom.kind);
  const said = <Kind extends Atom["kind"]>(wanted: Kind): Said<Of<Kind>> => {
    const isIt = (atom: Atom): atom is Of<Kind> => atom.kind === wanted;
    return { shape, pos: pos.filter(isIt), neg: neg.filter(isIt) };
  };
  switch (kind) {
    case undefined:
      return { value: undefined };
    case "word":
      return solveWord(said(kind));
    case "text":
      return solveText(said(kind));
    case "each":
      return solveEach(said(kind));
    case "number":
      return solveNumber(said(kind));
    case "opaque":
      return solveOpaque(said(kind));
    default:
      return kind satisfies never;
  }
}

function solveWord({ shape, pos, neg }: Said<Of<"word">>): Solved {
  const all = shape.words ?? [];
  const preferred = pos[0]?.words.filter((word) => all.includes(word)) ?? all;
  const value = preferred.find(
    (word) => pos.every(({ words }) => words.includes(word)) && !neg.some(({ words }) => words.includes(word)),
  );
  return value === undefined ? "none" : { value };
}

type Patterns = Of<"text">["patterns"];

function globsOf(patterns: Patterns): readonly string[] {
  return patterns.filter((one) => typeof one === "string");
}

/** A regular expression counts only by its words: what it matches is tried, never concluded. */
function solveText({ shape, pos, neg }: Said<{ readonly patterns: Patterns }>): Solved {
  const denied = new Set(neg.flatMap(({ patterns }) => patterns.map((one) => JSON.stringify(one))));
  const open = pos.map(({ patterns }) =>
    patterns.filter((one) => typeof one === "string" || !denied.has(JSON.stringify(one))),
  );
  const hasRegex = (patterns: Patterns) => patterns.some((one) => typeof one !== "string");
  const anyOf = open.filter((patterns) => !hasRegex(patterns)).map(globsOf);
  const noneOf = neg.flatMap(({ patterns }) => globsOf(patterns));
  const looking = findText({ anyOf: [...anyOf, [shape.looks ?? "?**"]], noneOf });
  if (looking === "none") return findText({ anyOf, noneOf }) === "none" ? "none" : "unsure";
  const tries = [...(looking === "unsure" ? [] : [looking.text]), ...open.flatMap(globsOf)];
  const holds = (text: string) =>
    matchesGlob(shape.looks ?? "?**", text) &&
    pos.every(({ patterns }) => isOne(patterns, text)) &&
    !neg.some(({ patterns }) => isOne(patterns, text));
  const value = tries.find(holds);
  return value === undefined ? "unsure" : { value };
}

function isOne(patterns: Patterns, text: string): boolean {
  return textTest(patterns, readRegex)(text) === "yes";
}

/** One text for each that must be there; none of them may be one that must not. */
function solveEach({ shape, pos, neg }: Said<Of<"each">>): Solved {
  const wanted = pos.length === 0 && shape.usual ? [{ kind: "each" as const, patterns: shape.usual }] : pos;
  const found = wanted.map((one) => solveText({ shape, pos: [one], neg }));
  if (found.includes("none")) return pos.length === 0 ? "unsure" : "none";
  const texts = found.flatMap((one) => (typeof one === "object" && typeof one.value === "string" ? [one.value] : []));
  return texts.length < found.length ? "unsure" : { value: [...new Set(texts)] };
}

/** All points, what lies right beside them, and between each two. */
function solveNumber({ shape, pos, neg }: Said<Of<"number">>): Solved {
  const points = [...pos, ...neg].flatMap((atom) => atom.points);
  const sorted = [...new Set([...points, shape.least ?? 0])].sort((a, b) => a - b);
  const tries = sorted.flatMap((point, at) => {
    const next = sorted[at + 1];
    const between = next === undefined || next === Number.POSITIVE_INFINITY ? [] : [(point + next) / 2];
    return [point, point + 1, point - 1, ...between];
  });
  const whole = tries.filter((value) => !shape.isWhole || Number.isInteger(value));
  const holds = (value: number) => pos.every(({ passes }) => passes(value)) && !neg.some(({ passes }) => passes(value));
  const value = whole.filter((value) => value >= (shape.least ?? Number.NEGATIVE_INFINITY)).find(holds);
  if (value !== undefined) return { value };
  return !shape.isWhole && whole.some(holds) ? "unsure" : "none";
}

function solveOpaque({ pos, neg }: Said<Of<"opaque">>): Solved {
  const denied = new Set(neg.flatMap(({ items }) => items));
  const open = pos.map(({ items }) => items.filter((item) => !denied.has(item)));
  if (open.some((items) => items.length === 0)) return "none";
  return { value: [...new Set(open.flatMap((items) => items.slice(0, 1)))] };
}
