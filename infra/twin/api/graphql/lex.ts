import type { Place } from "./document.ts";

export interface Token {
  readonly kind: "name" | "number" | "string" | "punctuator" | "end";
  /** Of a string what it says, of all else how it is written. */
  readonly text: string;
  readonly at: Place;
}

/** A request that is no GraphQL; the message is for its sender. */
export class GraphqlSyntaxError extends Error {
  readonly at: Place;

  constructor(message: string, at: Place) {
    super(message);
    this.at = at;
  }
}

const ignored = /(?:[\s,\uFEFF]|#[^\n\r]*)+/y;
const forms: readonly (readonly [Token["kind"], RegExp])[] = [
  ["name", /[A-Za-z_]\w*/y],
  ["number", /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y],
  ["string", /"""(?:\\"""|[\s\S])*?"""|"(?:\\.|[^"\\\n\r])*"/y],
  ["punctuator", /\.\.\.|[!$&()[\]{}:=@|]/y],
];

/** @throws GraphqlSyntaxError at the first sign that is none of GraphQL's */
export function lex(text: string): Token[] {
  const tokens: Token[] = [];
  let at = skip(text, 0);
  while (at < text.length) {
    const place = placeOf(text, at);
    const found = matchAt(text, at);
    if (!found) throw new GraphqlSyntaxError(`Expected a token, actual: UNKNOWN_CHAR ("${text[at]}")`, place);
    const [kind, written] = found;
    tokens.push({ kind, text: kind === "string" ? said(written, place) : written, at: place });
    at = skip(text, at + written.length);
  }
  tokens.push({ kind: "end", text: "", at: placeOf(text, at) });
  return tokens;
}

function skip(text: string, at: number): number {
  ignored.lastIndex = at;
  return at + (ignored.exec(text)?.[0].length ?? 0);
}

function matchAt(text: string, at: number): readonly [Token["kind"], string] | undefined {
  for (const [kind, form] of forms) {
    form.lastIndex = at;
    const written = form.exec(text)?.[0];
    if (written !== undefined) return [kind, written];
  }
  return undefined;
}

function said(written: string, at: Place): string {
  if (written.startsWith('"""')) return written.slice(3, -3).trim();
  try {
    return String(JSON.parse(written));
  } catch {
    throw new GraphqlSyntaxError(`Bad escape in ${written}`, at);
  }
}

function placeOf(text: string, at: number): Place {
  const before = text.slice(0, at).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
