import { strangeIn } from "../core/confusable.ts";
import type { Message } from "../core/message.ts";
import { nearest } from "../core/nearest.ts";
import { type CommandWord, commandWords, type Said } from "../core/said.ts";
import { isAddress } from "./grammar/address.ts";
import { readLine } from "./grammar/line.ts";
import { plainText } from "./grammar/plain.ts";
import { echo, strangeText, type Wrong, wrong } from "./grammar/wrong.ts";

/** What somebody said, or what is wrong with it, in words that help. */
export type Read = { readonly said: Said } | { readonly wrong: Message };

/**
 * Reads one command: a word, what it is about, `NAME=value`, and options, at most 4,000 characters. It throws for nothing
 * that anybody may write, and repeats no value in what it says. Nothing said is help.
 */
export function readCommand(text: string): Read {
  const plain = plainText(text);
  if (typeof plain !== "string") return plain;
  const [, question = "", first = "", rest = ""] = /^(\?? *)([^ ]*)(.*)$/s.exec(plain) ?? [];
  if (first === "") return { said: { word: "help", values: {} } };
  const word = wordOf(first);
  if (typeof word !== "string") return word;
  if (word === "help") return readHelp(rest.trim());
  if (word === "link") return readLink(rest.trim());
  const read = readLine(`${question === "" ? "" : "--dry "}${rest}`, word);
  return "wrong" in read ? read : { said: { word, ...read } };
}

/** The command that a word is, in whatever case. */
function wordOf(text: string): CommandWord | Wrong {
  const strange = strangeIn(text);
  if (strange) return wrong([`I do not know that word: ${strangeText(strange)}. Type it anew.`]);
  const word = commandWords.find((one) => one === text.toLowerCase());
  if (word) return word;
  if (isAddress(text))
    return wrong(["Say first what to do with it, such as ", { code: "why" }, " or ", { code: "retry" }, "."]);
  const meant = commandWords.find((one) => one === nearest(text, commandWords));
  if (meant === undefined) return wrong(["I do not know ", echo(text), "."]);
  return wrong(["I do not know ", echo(text), "; did you mean ", { code: meant }, "?"], meant);
}

function readHelp(text: string): Read {
  if (text === "") return { said: { word: "help", values: {} } };
  const [first = "", ...more] = text.split(" ");
  if (more.length > 0) return wrong(["I can help with one word at a time."], "help");
  const about = wordOf(first);
  return typeof about === "string" ? { said: { word: "help", values: {}, about } } : about;
}

/** The code is of the page that links: it is not repeated. */
function readLink(code: string): Read {
  if (code === "") return { said: { word: "link", values: {} } };
  if (!/^[A-Za-z0-9_-]{1,200}$/.test(code)) return wrong(["That is no code of mine. Copy it from the page."], "link");
  return { said: { word: "link", values: {}, code } };
}
