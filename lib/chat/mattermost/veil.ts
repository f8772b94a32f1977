import { toldText } from "../../core/notice.ts";

/** Word joiner: it is not seen, and nothing that stands on both sides of it is one word to Mattermost. */
const joiner = "\u2060";

/**
 * Text of strangers as plain text of a post: it mentions nobody, links nowhere, is no emoji, no hashtag and no markup. Control
 * and bidi characters are replaced and it is cut to 2,000 characters, by `toldText`. What Mattermost cannot escape is shown as
 * its look-alike: backtick, `<` and `$`.
 *
 * A backslash is no help before `@`, `~` or `&`: Mattermost looks for mentions in the text that is left after Markdown.
 *
 * Source: github.com/mattermost/mattermost, server/public/shared/markdown and server/channels/app/notification.go;
 * github.com/mattermost/marked, lib/marked.js (read 2026-11).
 */
export function veiled(text: string): string {
  return (
    toldText(text)
      .replace(/[\\*_[\]!]/g, "\\$&")
      // the clients look for the end of a link of ours over escaped brackets too
      .replace(/[@~#:&\]]/g, `$&${joiner}`)
      .replace(/\./g, `${joiner}.`)
      .replace(/`/g, "\u02CB")
      .replace(/</g, "\uFF1C")
      .replace(/\$/g, "\uFF04")
  );
}

/** Text of strangers between backticks, as it is but for backticks of its own; nothing for no text. */
export function veiledCode(text: string): string {
  const told = toldText(text).replace(/`/g, "\u02CB");
  return told === "" ? "" : `\`${told}\``;
}

/** The text of a link: brackets in it would end it. */
export function veiledLabel(text: string): string {
  return veiled(text.replace(/\[/g, "(").replace(/\]/g, ")"));
}

/** A line of a post: whatever it begins with, it is no heading, list, quote, rule, table or command. */
export function veiledLine(line: string): string {
  return `${joiner}${line}`;
}

/** An address that ends nothing it stands in; `undefined`: it is not one of the web. */
export function veiledAddress(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") return undefined;
  if (url.username !== "" || url.password !== "") return undefined;
  return url.href.replace(/[^A-Za-z0-9\-._:/?#=&%+,;]/g, (one) =>
    Array.from(Buffer.from(one), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
  );
}
