import type { CommandWord } from "../../core/said.ts";
import { nearOption, type Options, optionIn, optionNamed, takeOption, takeReason, wrongOption } from "./options.ts";
import { pieceAt } from "./pieces.ts";
import { type Wrong, wrong } from "./wrong.ts";

/** Takes what is left of a line as the reason, in plain words; `--dry` counts there too, or nobody would dare to write it last. */
export function takeRest(options: Options, rest: string, word: CommandWord): Wrong | undefined {
  const kept: string[] = [];
  for (const text of rest.trim().split(/ +/)) {
    const name = optionIn({ from: 0, to: text.length, text });
    const option = name === undefined ? undefined : optionNamed(name, word);
    const isText = name === undefined || (option === undefined && nearOption(name, word) === undefined);
    if (isText) kept.push(text);
    else if (option === undefined) return wrongOption(name, word);
    else {
      if (option !== "dry") return wrong([`--${option} stands before the reason, or in place of it.`], word);
      const bad = takeOption(options, { name: option, value: undefined, word });
      if (bad) return bad;
    }
  }
  return kept.length === 0 ? undefined : takeReason(options, unquoted(kept.join(" ")), word);
}

function unquoted(text: string): string {
  const piece = pieceAt(text, 0);
  return piece && !("unclosed" in piece) && piece.isQuoted && piece.to === text.length ? piece.text : text;
}
