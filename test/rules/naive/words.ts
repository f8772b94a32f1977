// What the rule language means, written a second time, plainly and slowly: no index, nothing prepared, nothing shared with
// `lib/rules`. Where the two differ, one of them is wrong.

export type Word = "yes" | "no" | "unknown";

/** All must hold: one no is enough for a no. */
export function every(words: readonly Word[]): Word {
  if (words.includes("no")) return "no";
  return words.includes("unknown") ? "unknown" : "yes";
}

/** One must hold. */
export function some(words: readonly Word[]): Word {
  return opposite(every(words.map(opposite)));
}

export function opposite(word: Word): Word {
  return word === "unknown" ? "unknown" : word === "yes" ? "no" : "yes";
}

export function yesIf(is: boolean): Word {
  return is ? "yes" : "no";
}

/** What is not told is unknown; what is not there is a no; the rest is asked. */
export function of<T>(fact: T | null | undefined, ask: (fact: T) => boolean | Word): Word {
  if (fact === undefined) return "unknown";
  if (fact === null) return "no";
  const answer = ask(fact);
  return typeof answer === "boolean" ? yesIf(answer) : answer;
}

export type Pattern = string | { readonly matches: string };

/** A text against globs and expressions, by JavaScript's own: those of tests are never hostile. */
export function fits(patterns: readonly Pattern[], text: string): boolean {
  return patterns.some((pattern) =>
    typeof pattern === "string" ? expressionOf(pattern).test(text) : expression(`^(?:${pattern.matches})$`).test(text),
  );
}

/** In RE2 a dot stands for anything but a newline; JavaScript leaves out some more. */
export function expression(source: string, flags = ""): RegExp {
  return new RegExp(source.replaceAll(".*", "[^\\n]*"), `u${flags}`);
}

const expressions = new Map<string, RegExp>();

function expressionOf(glob: string): RegExp {
  const known = expressions.get(glob);
  if (known) return known;
  const source = [...glob.matchAll(/(?<=^|\/)\*\*+\/|\*\*+|\*|\?|[^*?]/gsu)].map(([part]) => {
    if (/^\*\*+\/$/.test(part)) return "(?:.*/)?";
    if (part.startsWith("**")) return ".*";
    if (part === "*") return "[^/]*";
    return part === "?" ? "[^/]" : part.replace(/[\\^$.*+?()[\]{}|]/, "\\$&");
  });
  const made = new RegExp(`^${source.join("")}$`, "su");
  expressions.set(glob, made);
  return made;
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** `1h30m` in seconds. */
export function seconds(span: string): number {
  return [...span.matchAll(/(\d+)([smhdw])/g)].reduce(
    (sum, [, n, unit]) => sum + Number(n) * (units[unit ?? ""] ?? 0),
    0,
  );
}

export function bytes(size: string): number {
  const [, n, unit = ""] = /^([\d.]+) ?([KMGT]?)i?B$/i.exec(size) ?? [];
  return Number(n) * 1024 ** " KMGT".indexOf(unit.toUpperCase() || " ");
}
