import { strangeIn } from "../../core/confusable.ts";
import { nearest } from "../../core/nearest.ts";
import type { CommandWord } from "../../core/said.ts";
import { spanSeconds } from "../../core/span.ts";
import { forms, type OptionName, optionNames } from "./forms.ts";
import type { Piece } from "./pieces.ts";
import { echo, strangeText, type Wrong, wrong } from "./wrong.ts";

const longestReason = 1_000;

/** What was said after dashes. */
export interface Options {
  isDry?: true;
  forSeconds?: number;
  reason?: string;
}

/** Two dashes, or the one long dash that keyboards make of them, and a letter. */
const dashes = /^(?:[-—–―]{1,3})(?=[^\s\d-])/u;

/** The name behind the dashes of a piece, as it was written; `undefined`: it is no option. */
export function optionIn({ text, isQuoted, given }: Piece): string | undefined {
  const [found] = isQuoted ? [] : (dashes.exec(text) ?? []);
  return found === undefined ? undefined : (given?.name ?? text).slice(found.length);
}

/** The option that a name means; `undefined`: none of that word. */
export function optionNamed(name: string, word: CommandWord): OptionName | undefined {
  return forms[word].options.find((option) => strangeIn(name) === undefined && option === name.toLowerCase());
}

/** What is wrong with a name that is none of the word's options. */
export function wrongOption(name: string, word: CommandWord): Wrong {
  const strange = strangeIn(name);
  if (strange) return wrong([`I do not trust that option: ${strangeText(strange)}.`], word);
  const other = optionNames.find((option) => option === name.toLowerCase());
  if (other !== undefined) return wrong([{ code: word }, " takes no ", { code: `--${other}` }, "."], word);
  const meant = nearOption(name, word);
  const hint = meant === undefined ? "" : `; did you mean --${meant}?`;
  return wrong(["There is no ", echo(`--${name}`), hint || "."], word);
}

/** The option that a misspelt name may mean. */
export function nearOption(name: string, word: CommandWord): string | undefined {
  const { options } = forms[word];
  return /^dry.?run$/i.test(name) ? options.find((one) => one === "dry") : nearest(name, options);
}

/** Takes one option and its value, or tells what is wrong with it. */
export function takeOption(
  options: Options,
  { name, value, word }: { readonly name: OptionName; readonly value: string | undefined; readonly word: CommandWord },
): Wrong | undefined {
  if (name === "dry") return value === undefined ? takeDry(options, word) : wrong(["--dry takes nothing."], word);
  if (value === undefined || value.trim() === "") return wrong([`--${name} needs ${wanted[name]}.`], word);
  if (name === "reason") return takeReason(options, value, word);
  if (options.forSeconds !== undefined) return wrong(["--for stands there twice."], word);
  const seconds = spanSeconds(value.toLowerCase());
  if (seconds === undefined) return wrong([echo(value), ` is no span: --for needs ${wanted.for}.`], word);
  options.forSeconds = seconds;
  return undefined;
}

const wanted = { for: "how long, such as 30m or 8h", reason: 'the reason, such as --reason "the fix must go out"' };

function takeDry(options: Options, word: CommandWord): Wrong | undefined {
  if (options.isDry) return wrong(["--dry stands there twice."], word);
  options.isDry = true;
  return undefined;
}

/** The reason, once. */
export function takeReason(options: Options, text: string, word: CommandWord): Wrong | undefined {
  const reason = text.replace(/ +/g, " ").trim();
  if (options.reason !== undefined) return wrong(["There are two reasons: give one."], word);
  if (reason.length > longestReason) return wrong([`That reason is longer than ${longestReason} characters.`], word);
  options.reason = reason;
  return undefined;
}
