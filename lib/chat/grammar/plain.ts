import { strangeOf } from "../../core/confusable.ts";
import { strangeText, type Wrong, wrong } from "./wrong.ts";

const longestText = 4_000;

/** A link as Slack sends it. Source: docs.slack.dev/messaging/formatting-message-text, "Links in retrieved messages" (read 2026-11). */
const slackLink = /<(https?:\/\/[^<>|\s]+)(?:\|([^<>]*))?>/gi;
const entities: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

/** Nobody sees them, and they turn or split what is seen; within names of some languages and of emoji, joiners are letters. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0]/u;
const joiners = /[\u200C\u200D]/g;

/** What somebody meant to write: links without their wrapping, one kind of space, nothing that is not seen. */
export function plainText(raw: string): string | Wrong {
  if (raw.length > longestText)
    return wrong([`That is ${raw.length} characters: I read ${longestText} at most, and did nothing.`]);
  const trimmed = raw.trim();
  if (/[\n\r\u0085\u2028\u2029]/.test(trimmed)) return wrong(["One command stands on one line. Nothing was done."]);
  for (const [, address = "", label = ""] of trimmed.matchAll(slackLink)) {
    if (isOtherAddress(escaped(address), escaped(label)))
      return wrong(["A link in it shows another address than it leads to. Paste the address alone."]);
  }
  const text = escaped(trimmed.replaceAll(slackLink, "$1"))
    .replace(/[\p{Zs}\t]/gu, " ")
    .trim();
  const [letter] = unseen.exec(text.replaceAll(joiners, "")) ?? [];
  if (letter === undefined) return text;
  return wrong([`I cannot read that: ${strangeText(strangeOf(letter))}. Type it anew.`]);
}

/** Once: what somebody wrote as `&lt;` stays so. */
function escaped(text: string): string {
  return text.replace(/&(?:amp|lt|gt);/g, (entity) => entities[entity] ?? entity);
}

function isOtherAddress(address: string, label: string): boolean {
  const bare = (text: string) => text.trim().replace(/\/$/, "");
  return /^https?:/i.test(label.trim()) && bare(label) !== bare(address);
}
