import type { CommandWord, Said, Target } from "../../core/said.ts";
import { isAddress } from "./address.ts";
import { forms } from "./forms.ts";
import { type Options, optionIn, optionNamed, takeOption, wrongOption } from "./options.ts";
import { type Piece, pieceAt } from "./pieces.ts";
import { takeRest } from "./reason.ts";
import { jobNamed, readTarget, whatOf } from "./target.ts";
import { takeValue } from "./values.ts";
import { echo, type Wrong, wrong } from "./wrong.ts";

/** How far a line was read, and what was found. */
interface Reading {
  readonly text: string;
  readonly word: CommandWord;
  at: number;
  target?: Target;
  /** The last piece was the address of a pipeline: a job's name may follow. */
  mayName: boolean;
  readonly values: Map<string, string>;
  readonly options: Options;
}

/** What stands behind a word: what it is about, values, options, and the reason where the word takes one. */
export function readLine(text: string, word: CommandWord): Omit<Said, "word"> | Wrong {
  const reading: Reading = { text, word, at: 0, mayName: false, values: new Map(), options: {} };
  for (let piece = pieceAt(text, 0); piece; piece = pieceAt(text, reading.at)) {
    const bad = readPiece(reading, piece);
    if (bad) return bad;
  }
  const { target, values, options } = reading;
  if (!target && forms[word].about.length > 0 && !forms[word].isAboutOptional)
    return wrong([{ code: word }, ` what? ${whatOf(word)}`], word);
  return { ...(target && { target }), values: Object.fromEntries(values), ...options };
}

function readPiece(reading: Reading, piece: NonNullable<ReturnType<typeof pieceAt>>): Wrong | undefined {
  const { word, text, target, options } = reading;
  const isReason = forms[word].restIsReason === true && target !== undefined;
  const isOpen = "unclosed" in piece;
  if (isOpen && !isReason) return wrong(["A quote is open, or something stands right behind one."], word);
  const name = isOpen ? undefined : optionIn(piece);
  if (!isOpen && name !== undefined && (!isReason || optionNamed(name, word)))
    return readOption(reading, { ...piece, name });
  if (!isOpen && target?.kind === "pipeline" && reading.mayName && isName(piece, word))
    return readName(reading, piece, target);
  if (isOpen || isReason) {
    const rest = text.slice(reading.at);
    reading.at = text.length;
    return takeRest(options, rest, word);
  }
  reading.at = piece.to;
  if (piece.given && !isAddress(piece.text)) return takeValue(reading.values, piece.given, word);
  if (target || forms[word].about.length === 0) return wrong(whatIsThat(reading, piece), word);
  return readAbout(reading, piece);
}

function readAbout(reading: Reading, piece: Piece): Wrong | undefined {
  const read = readTarget(piece, reading.word);
  if ("wrong" in read) return read;
  reading.target = read;
  reading.mayName = read.kind === "pipeline";
  return undefined;
}

/** A hold and a status are of a whole pipeline. Where a reason follows, a name is quoted. */
function isName({ isQuoted, given }: Piece, word: CommandWord): boolean {
  const { about, restIsReason } = forms[word];
  return !about.includes("project") && !given && (isQuoted === true || !restIsReason);
}

function readName(reading: Reading, { text, to }: Piece, target: Target & { kind: "pipeline" }): Wrong | undefined {
  const read = jobNamed(text, reading.word);
  if ("wrong" in read) return read;
  reading.at = to;
  reading.mayName = false;
  reading.target = { ...target, name: read.name };
  return undefined;
}

function readOption(reading: Reading, piece: Piece & { readonly name: string }): Wrong | undefined {
  const { text, word, options } = reading;
  const name = optionNamed(piece.name, word);
  if (!name) return wrongOption(piece.name, word);
  reading.at = piece.to;
  if (name === "dry" || piece.given) return takeOption(options, { name, value: piece.given?.value, word });
  const next = pieceAt(text, piece.to);
  const isThere = next && !("unclosed" in next) && optionIn(next) === undefined;
  if (isThere) reading.at = next.to;
  return takeOption(options, { name, value: isThere ? next.text : undefined, word });
}

/** A piece too many. It may be a part of a value, and is not repeated then. */
function whatIsThat({ text, values, word }: Reading, { text: said, to }: Piece): Parameters<typeof wrong>[0] {
  if (forms[word].about.length === 0) return [{ code: word }, " stands alone."];
  const isName = /^ *=/.test(text.slice(to));
  if (isName) return ["A value stands right behind its name and one =: ", { code: "NAME=value" }, "."];
  const quotes = ". A name, a value or a reason of several words stands in quotes.";
  return values.size > 0 ? [`That is a word too many${quotes}`] : ["I do not understand ", echo(said), quotes];
}
