/**
 * Whether `text` matches a glob as a whole, in time linear in text times pattern: rules are input, and the well-known
 * matchers take minutes on hostile ones. `*` stands for anything but `/`, `**` for anything, `?` for one character that
 * is not `/`; `**` as a whole path part also stands for no part at all (`a/**` + `/b` matches `a/b`). All else is itself.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  return matchTokens(tokens(pattern), Array.from(text));
}

/** A glob as steps: a character, or one of the signs. */
export type Token = string | typeof anyPart | typeof anyText | typeof oneChar | typeof anyDirs;
const anyPart = Symbol("*");
const anyText = Symbol("**");
const oneChar = Symbol("?");
const anyDirs = Symbol("**/");

export function tokens(pattern: string): Token[] {
  const list: Token[] = [];
  const chars = Array.from(pattern);
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] as string;
    if (char === "?") list.push(oneChar);
    else if (char !== "*") list.push(char);
    else {
      const from = at;
      while (chars[at + 1] === "*") at++;
      const startsPart = from === 0 || chars[from - 1] === "/";
      if (at === from) list.push(anyPart);
      else if (startsPart && chars[at + 1] === "/") {
        list.push(anyDirs);
        at++;
      } else list.push(anyText);
    }
  }
  return list;
}

/** A place before `**` + `/` that was reached in the middle of a path part: only a slash leads on from it. */
const insidePart = 2;

/** Walks the text once, keeping the set of pattern places that are reachable: no backtracking. */
function matchTokens(pattern: readonly Token[], text: readonly string[]): boolean {
  let here: Uint8Array | undefined = firstPlaces(pattern);
  for (const char of text) {
    here = nextPlaces(pattern, here, char);
    if (!here) return false;
  }
  return isWhole(pattern, here);
}

/** The places of a glob that are reachable before any text was read. */
export function firstPlaces(pattern: readonly Token[]): Uint8Array {
  const here = new Uint8Array(pattern.length + 1);
  here[0] = 1;
  skipEmpty(pattern, here);
  return here;
}

/** Those that a character leads on to; `undefined`: none, whatever else may follow. */
export function nextPlaces(pattern: readonly Token[], here: Uint8Array, char: string): Uint8Array | undefined {
  const next = new Uint8Array(pattern.length + 1);
  let alive = false;
  for (let at = 0; at < pattern.length; at++) {
    if (!here[at]) continue;
    const token = pattern[at];
    if (token === char || (token === oneChar && char !== "/")) next[at + 1] = 1;
    else if (token === anyText || (token === anyPart && char !== "/")) next[at] = 1;
    else if (token === anyDirs) {
      next[at] ||= insidePart;
      if (char === "/") next[at + 1] = 1;
    } else continue;
    alive = true;
  }
  if (!alive) return undefined;
  skipEmpty(pattern, next);
  return next;
}

/** Whether a text that led to these places matches as a whole. */
export function isWhole(pattern: readonly Token[], places: Uint8Array): boolean {
  return places[pattern.length] === 1;
}

/** Stars may stand for nothing; `**` + `/` only where a part begins. */
function skipEmpty(pattern: readonly Token[], places: Uint8Array): void {
  for (let at = 0; at < pattern.length; at++) {
    const token = pattern[at];
    if (places[at] && (token === anyPart || token === anyText)) places[at + 1] = 1;
    else if (places[at] === 1 && token === anyDirs) places[at + 1] = 1;
  }
}
