import { strangeIn } from "../../core/confusable.ts";
import { isDeniedName, whyBadName, whyDeniedValue } from "../../core/denied.ts";
import type { CommandWord } from "../../core/said.ts";
import { forms } from "./forms.ts";
import { strangeText, type Wrong, wrong } from "./wrong.ts";

const mostValues = 50;

/** Takes `NAME=value`, or tells what is wrong with it: names only, never the value. */
export function takeValue(
  values: Map<string, string>,
  { name, value }: { readonly name: string; readonly value: string },
  word: CommandWord,
): Wrong | undefined {
  if (!forms[word].takesValues) return wrong([{ code: word }, " takes no values: only retry, play and arm do."], word);
  if (name === "" || value.startsWith("="))
    return wrong(["A value stands right behind its name and one =: ", { code: "NAME=value" }, "."], word);
  const why = whyNot(name, value);
  if (why !== undefined) return wrong([`${capital(why)}. Nothing was done.`], word);
  if (values.has(name)) return wrong([`${name} stands there twice.`], word);
  if (values.size >= mostValues) return wrong([`At most ${mostValues} values can be given.`], word);
  values.set(name, value);
  return undefined;
}

function whyNot(name: string, value: string): string | undefined {
  const strange = strangeIn(name);
  if (strange) return `a variable's name is not what it seems: ${strangeText(strange)}`;
  const bad = name === "__proto__" ? `"${name}" is no variable name` : whyBadName(name);
  if (bad !== undefined) return bad;
  if (isDeniedName(name)) return `${name} may not be given: it steers GitLab, the runner or a tool`;
  if (/\p{Cf}/u.test(value)) return `the value of ${name} holds a letter that nobody sees`;
  return whyDeniedValue(name, value);
}

/** A name keeps its own letters. */
function capital(text: string): string {
  return text.replace(/^(the|a) /, (word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`);
}
