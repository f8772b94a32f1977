import type { Strange } from "../../core/confusable.ts";
import type { Line, Message } from "../../core/message.ts";
import type { CommandWord } from "../../core/said.ts";
import { forms } from "./forms.ts";

/** What was not understood, and the right form. */
export interface Wrong {
  readonly wrong: Message;
}

const longestEcho = 60;

/** A message that says what is wrong, with one example: of the word, or of any. */
export function wrong(title: Line, word?: CommandWord): Wrong {
  const example = word === undefined ? [{ code: "help" }, " tells what there is."] : ["Like this: ", exampleOf(word)];
  return { wrong: { tone: "no", title, lines: [example] } };
}

function exampleOf(word: CommandWord): { readonly code: string } {
  return { code: forms[word].example };
}

/** A piece of what was said, cut to a length. Never a value. */
export function echo(text: string): { readonly code: string } {
  return { code: text.length <= longestEcho ? text : `${text.slice(0, longestEcho - 1).toWellFormed()}…` };
}

/** A letter that is not what it seems, by its code point: ``"а" is U+0430, which only looks like "a"``. */
export function strangeText({ codePoint, letter, like }: Strange): string {
  if (letter === undefined) return `it holds ${codePoint}, which nobody sees`;
  if (like === undefined) return `it holds ${JSON.stringify(letter)} (${codePoint})`;
  return `it holds ${JSON.stringify(letter)}, which is ${codePoint} and only looks like ${JSON.stringify(like)}`;
}
