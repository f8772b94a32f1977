// Words of a comment in GitLab. GitLab looks for people, issues, commits and more in all plain text, whatever is escaped in
// it, and in no code: so what is not plainly a word is shown as code.
// Source: docs.gitlab.com/user/markdown, "GitLab-specific references" and gitlabhq lib/banzai/filter/references (read 2026-11).

/** A part of a line: words that say nothing to GitLab, or code. */
export type Piece = { readonly plain: string } | { readonly code: string };

/** Characters of one text that are shown. */
const mostShown = 300;

/** A text with nothing in it that turns, hides or breaks a line. */
export function clean(text: string): string {
  const line = text.replace(/\s+/g, " ").replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu, "\uFFFD");
  return line.length <= mostShown ? line : `${line.slice(0, mostShown - 1).toWellFormed()}…`;
}

/** The words of a text; those that GitLab might take for anything but words are code, several in a row together. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  for (const token of clean(text).match(/\S+| /g) ?? []) {
    const [, before = "", word = "", after = ""] = /^([(“‘"']*)(.*?)([.,;:?)…”’"']*)$/u.exec(token) ?? [];
    const parts: Piece[] =
      token === " " || isPlain(word)
        ? [{ plain: token }]
        : [{ plain: before }, { code: word }, { plain: after }].filter((part) => Object.values(part)[0] !== "");
    for (const part of parts) append(pieces, part);
  }
  return pieces;
}

/** Words with apostrophes and hyphens, small numbers, and the dashes between them. */
function isPlain(word: string): boolean {
  if (word === "" || /^[–—…·]$/u.test(word)) return true;
  if (/^\d{1,6}([.,:]\d{1,6})?$/.test(word) || /^(\p{L}\.)+\p{L}$/u.test(word)) return true;
  // seven digits of a hexadecimal number may be a commit
  return /^[\p{L}\p{M}\d]+(['’-][\p{L}\p{M}]+)*$/u.test(word) && !/[0-9a-f]{7}/i.test(word);
}

function append(pieces: Piece[], part: Piece): void {
  const [before, last] = pieces.slice(-2);
  if ("plain" in part && last && "plain" in last) pieces.splice(-1, 1, { plain: last.plain + part.plain });
  else if ("code" in part && last && "plain" in last && last.plain === " " && before && "code" in before)
    pieces.splice(-2, 2, { code: `${before.code} ${part.code}` });
  else pieces.push(part);
}

/**
 * Text as inline code, whatever backticks are in it.
 * Source: spec.commonmark.org/0.31.2, "Code spans" (read 2026-11).
 */
export function inlineCode(text: string): string {
  const shown = clean(text).trim();
  if (shown === "") return "";
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = longest > 0 ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}
