import { shown } from "./wording.ts";

/** What people get wrong in YAML itself, with what to do; the library's own words are kept where they say enough. */
const plainWords: Readonly<Record<string, string>> = {
  BAD_DQ_ESCAPE: "a `\\` in double quotes begins an escape that YAML does not know: put the text in single quotes",
  BAD_SCALAR_START: "a text that begins so must be in quotes",
  BLOCK_AS_IMPLICIT_KEY: "a text with `: ` in it must be in quotes; and a map begins on a line of its own",
  MULTILINE_IMPLICIT_KEY: "expected `key: value` on one line, with a space after the colon",
  MULTIPLE_DOCS: "a second document starts here: expected one a file",
  NON_STRING_KEY: "expected a text as key",
  RESOURCE_EXHAUSTION: "nested too deeply",
  TAB_AS_INDENT: "tabs cannot indent YAML: use spaces",
};

/** What the YAML library found wrong, in words that help. */
export function yamlWords(code: string, message: string): string {
  const [, tag] = /^Unresolved tag: (.*)$/s.exec(message) ?? [];
  if (tag !== undefined) return `${shown(tag)} is a tag to YAML: a text that begins with ! must be in quotes`;
  if (message === "Sequence item without - indicator")
    return "the indentation fits neither the list item above nor the key: keys of one map begin in one column";
  return plainWords[code] ?? message;
}

/** Why an alias has nothing to stand for. */
export function lostAnchor(name: string): string {
  return `no anchor ${shown(name)} before this alias: a text that begins with * must be in quotes`;
}
