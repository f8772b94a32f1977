import type { Line, Message, Span, Tone } from "../core/message.ts";
import { noteCommands } from "./noteCommands.ts";
import { clean, inlineCode, type Piece, piecesOf } from "./noteWords.ts";

const signs: Readonly<Record<Tone, string>> = { ok: "✅", no: "⛔", wait: "⏳", news: "📣", alarm: "⚠️" };

const mostLines = 40;
/** Of a whole comment; GitLab itself takes a million. */
const mostCharacters = 10_000;
const mostInLine = 1_500;

/**
 * A message as the text of a comment in GitLab. Nothing in it mentions anybody or anything, runs a quick action or leads
 * anywhere but to jobs, pipelines and environments below `home`; what was a button is told as the command to write. At most
 * 10,000 characters.
 *
 * @param home the address of the GitLab, e.g. `https://gitlab.example.com`; missing: nothing is a link
 */
export function noteText(message: Message, home?: string): string {
  const title = `${signs[message.tone]} ${lineText(message.title, home)}`;
  const lines = [...message.lines, ...noteCommands(message, home)];
  const shown: string[] = [];
  let length = title.length;
  for (const line of lines.slice(0, mostLines)) {
    const text = `- ${lineText(line, home)}`;
    length += text.length + 1;
    if (length > mostCharacters - 100) break;
    shown.push(text);
  }
  const left = lines.length - shown.length;
  if (left > 0) shown.push(`- … and ${left} more`);
  return shown.length === 0 ? title : `${title}\n\n${shown.join("\n")}`;
}

function lineText(line: Line, home: string | undefined): string {
  let text = "";
  for (const span of line) {
    if (text.length > mostInLine) return `${text} …`;
    text = joined(text, spanText(span, home));
  }
  return text.trim();
}

function spanText(span: Span, home: string | undefined): string {
  if (typeof span === "string") return wordsText(piecesOf(span));
  if ("code" in span) return inlineCode(span.code);
  if ("strong" in span) return strongText(span.strong);
  const words = wordsText(piecesOf(span.text)).trim();
  if (home !== undefined && isOurs(span.link, home)) return `[${words || "link"}](<${span.link}>)`;
  return joined(`${words} `, inlineCode(span.link));
}

function strongText(text: string): string {
  const words = wordsText(piecesOf(text)).trim();
  return words === "" ? "" : `**${words}**`;
}

function wordsText(pieces: readonly Piece[]): string {
  return pieces.reduce((text, piece) => joined(text, "code" in piece ? inlineCode(piece.code) : piece.plain), "");
}

/** Two codes, or two words, must not become one, nor a sign and a word a name. */
function joined(one: string, other: string): string {
  const meets = /[`*]$/.test(one)
    ? /^[`*]/
    : /[\p{L}\p{M}\p{N}.,;:?'’…-]$/u.test(one)
      ? /^[\p{L}\p{M}\p{N}:]/u
      : undefined;
  return meets?.test(other) ? `${one} ${other}` : one + other;
}

/** A reference to anything else would be shown there: `mentioned in …`. */
function isOurs(link: string, home: string): boolean {
  const [base, url] = [URL.parse(home), URL.parse(link)];
  if (!base || !url || clean(link) !== link || !/^[\w:/.~%-]+$/.test(link)) return false;
  const root = base.pathname.replace(/\/$/, "");
  const isBelow = url.origin === base.origin && url.href === link && url.pathname.startsWith(`${root}/`);
  return isBelow && /^(\/[\w.-]+){2,}\/-\/(jobs|pipelines|environments)\/\d+$/.test(url.pathname.slice(root.length));
}
