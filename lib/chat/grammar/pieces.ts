/** A piece of a line: a word, a quoted text, or `NAME=…` whose value may be quoted. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  /** A word as it stands, or what is in the quotes. */
  readonly text: string;
  readonly isQuoted?: true;
  /** What stands before and after the first `=` of a word. */
  readonly given?: { readonly name: string; readonly value: string };
}

/** A quote without its other half, or with letters right behind it. */
interface Unclosed {
  readonly unclosed: true;
}

/** A quote and what may close it: keyboards turn quotes to their own liking, and in German they differ. */
const closers: readonly (readonly [open: string, close: RegExp])[] = [
  ['"“”„«»', /["“”«»](?= |$)/],
  ["'‘’‚", /['‘’](?= |$)/],
  ["`", /`(?= |$)/],
];

/** The piece of a text that begins at or behind a place; `undefined`: nothing is left. */
export function pieceAt(text: string, at: number): Piece | Unclosed | undefined {
  const from = firstIn(text, at, (letter) => letter !== " ");
  if (from === text.length) return undefined;
  if (closerOf(text[from])) {
    const quoted = quotedAt(text, from);
    return quoted ? { from, to: quoted.to, text: quoted.text, isQuoted: true } : { unclosed: true };
  }
  const to = firstIn(text, from, (letter) => letter === " ");
  const equals = text.slice(from, to).indexOf("=");
  if (equals === -1) return { from, to, text: text.slice(from, to) };
  const name = text.slice(from, from + equals);
  const valueAt = from + equals + 1;
  if (!closerOf(text[valueAt]))
    return { from, to, text: text.slice(from, to), given: { name, value: text.slice(valueAt, to) } };
  const quoted = quotedAt(text, valueAt);
  if (!quoted) return { unclosed: true };
  return { from, to: quoted.to, text: text.slice(from, quoted.to), given: { name, value: quoted.text } };
}

function closerOf(letter: string | undefined): RegExp | undefined {
  return letter === undefined ? undefined : closers.find(([open]) => open.includes(letter))?.[1];
}

function quotedAt(text: string, at: number): { readonly text: string; readonly to: number } | undefined {
  const inside = text.slice(at + 1);
  const length = closerOf(text[at])?.exec(inside)?.index;
  return length === undefined ? undefined : { text: inside.slice(0, length), to: at + 2 + length };
}

function firstIn(text: string, at: number, fits: (letter: string) => boolean): number {
  let end = at;
  while (end < text.length && !fits(text[end] ?? "")) end++;
  return end;
}
