import { firstPlaces, isWhole, matchesGlob, nextPlaces, type Token, tokens } from "../../core/pattern.ts";

/** Which texts are meant: those that some glob of each list matches, and none of `noneOf`. */
export interface Wanted {
  readonly anyOf: readonly (readonly string[])[];
  readonly noneOf: readonly string[];
}

/** A text that is meant; `none`: there is certainly none; `unsure`: it would take too long to find out. */
export type FoundText = { readonly text: string } | "none" | "unsure";

/** So many sets of places are looked at; the globs of rules seldom need a hundred. */
const mostSteps = 2_000;

const signs = /[*?]/;

export function findText({ anyOf, noneOf }: Wanted): FoundText {
  const fits = (text: string) =>
    anyOf.every((globs) => globs.some((glob) => matchesGlob(glob, text))) &&
    !noneOf.some((glob) => matchesGlob(glob, text));
  const words = anyOf.find((globs) => !globs.some((glob) => signs.test(glob)));
  if (words) return asFound(words.find(fits));
  if (anyOf.some((one, at) => anyOf.slice(at + 1).some((other) => areApart(one, other)))) return "none";
  const sample = anyOf.flatMap((globs) => globs.flatMap(samplesOf)).find(fits) ?? ["x", "main", "x/y"].find(fits);
  return sample === undefined ? walk({ anyOf, noneOf }) : { text: sample };
}

function asFound(text: string | undefined): FoundText {
  return text === undefined ? "none" : { text };
}

/** Texts such as people would choose. */
function samplesOf(glob: string): string[] {
  const filled = (across: string, within: string) =>
    glob
      .replace(/\*{2,}/g, across)
      .replace(/\*/g, within)
      .replace(/\?/g, "x");
  return [filled("x", "x"), filled("x/y", "x"), filled("x", "").replaceAll("//", "/"), glob];
}

/** Whether two lists have no text in common, as far as their beginnings tell. */
export function areApart(one: readonly string[], other: readonly string[]): boolean {
  return one.every((a) => other.every((b) => beginApart(beginOf(a), beginOf(b))));
}

const begins = new Map<string, string>();

/** What every text that matches begins with: all up to the first sign. */
function beginOf(glob: string): string {
  const known = begins.get(glob);
  if (known !== undefined) return known;
  const at = glob.search(signs);
  // `**/` may stand for nothing, but then the slash before it is still there.
  const begin = at < 0 ? glob : glob.slice(0, at);
  if (begins.size > 50_000) begins.clear();
  begins.set(glob, begin);
  return begin;
}

function beginApart(one: string, other: string): boolean {
  return !one.startsWith(other) && !other.startsWith(one);
}

interface Step {
  readonly text: string;
  readonly places: readonly (Uint8Array | undefined)[];
}

/** Reads all globs side by side, letter by letter, the shortest texts first. */
function walk({ anyOf, noneOf }: Wanted): FoundText {
  const globs = [...anyOf.flat(), ...noneOf].map((glob) => tokens(glob));
  const groups = groupsOf(anyOf);
  const letters = lettersOf(globs);
  const holds = ({ places }: Step, at: number) => {
    const [glob, here] = [globs[at], places[at]];
    return glob !== undefined && here !== undefined && isWhole(glob, here);
  };
  const isMeant = (step: Step) =>
    groups.every((group) => group.some((at) => holds(step, at))) &&
    !noneOf.some((_, at) => holds(step, anyOf.flat().length + at));
  const isAlive = ({ places }: Step) => groups.every((group) => group.some((at) => places[at] !== undefined));
  const queue: Step[] = [{ text: "", places: globs.map(firstPlaces) }];
  const seen = new Set<string>(queue.map(keyOf));
  for (const step of queue) {
    if (isMeant(step)) return { text: step.text };
    if (queue.length > mostSteps) return "unsure";
    for (const letter of letters) {
      const next = { text: step.text + letter, places: step.places.map((here, at) => onward(globs[at], here, letter)) };
      const key = keyOf(next);
      if (seen.has(key) || !isAlive(next)) continue;
      seen.add(key);
      queue.push(next);
    }
  }
  return "none";
}

function onward(glob: readonly Token[] | undefined, here: Uint8Array | undefined, letter: string) {
  return glob && here && nextPlaces(glob, here, letter);
}

function keyOf({ places }: Step): string {
  return places.map((here) => here?.join("") ?? "-").join("|");
}

/** Where the globs of each list stand among all. */
function groupsOf(anyOf: Wanted["anyOf"]): number[][] {
  let from = 0;
  return anyOf.map((globs) => globs.map(() => from++));
}

/** All that stand in a glob, the slash, and one for all others: globs do not tell those apart. */
function lettersOf(globs: readonly (readonly Token[])[]): readonly string[] {
  const named = new Set(globs.flat().filter((token) => typeof token === "string"));
  const other =
    Array.from("xyzabcdefghijklmnopqrstuvw0123456789-_").find((letter) => !named.has(letter)) ?? "\u{1f426}";
  return [...new Set([other, ...named, "/"])];
}
