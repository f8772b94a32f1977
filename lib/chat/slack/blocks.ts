import type { Button, Line, Message, Span, Tone } from "../../core/message.ts";

/**
 * Slack's limits. Source: docs.slack.dev/reference/block-kit/blocks (50 blocks), …/blocks/actions-block (25 buttons),
 * …/block-elements/button-element (label, value), …/composition-objects/text-object (a text) (read 2026-11).
 */
const mostButtons = 25;
const longestText = 3_000;
const longestLabel = 75;
const longestValue = 2_000;

const mostLines = 40;
/** Of one span, and of a whole message: a wall of text helps nobody, and Slack refuses a longer one as `msg_blocks_too_long`. */
const longestSpan = 1_000;
const longestMessage = 9_000;

/** How a tone looks, and how it is read out. */
const tones: Readonly<Record<Tone, { readonly emoji: string; readonly word: string }>> = {
  ok: { emoji: "white_check_mark", word: "OK" },
  no: { emoji: "no_entry_sign", word: "No" },
  wait: { emoji: "hourglass_flowing_sand", word: "Waiting" },
  news: { emoji: "information_source", word: "News" },
  alarm: { emoji: "rotating_light", word: "Alarm" },
};

/** A piece of text in a block, as Slack takes it. */
type Element =
  | { readonly type: "text"; readonly text: string; readonly style?: { readonly bold?: true; readonly code?: true } }
  | { readonly type: "link"; readonly url: string; readonly text: string }
  | { readonly type: "emoji"; readonly name: string };

const actionIds = "penstock-";

/** Whether a button is one of ours, by its action id. */
export function isOurs(actionId: string): boolean {
  return actionId.startsWith(actionIds);
}

/**
 * A message as Slack takes it, in answers and in posts alike. Every text stands in a rich text element, which Slack shows
 * letter by letter: there is no markup in it, no mention and no link but those that are elements of their own.
 * Source: docs.slack.dev/reference/block-kit/blocks/rich-text-block (read 2026-11).
 */
export function messageBody(message: Message): Readonly<Record<string, unknown>> {
  const { buttons = [] } = message;
  const actions = buttons.filter(({ token }) => token.length <= longestValue).slice(0, mostButtons);
  const text = { type: "rich_text", elements: [{ type: "rich_text_section", elements: elementsOf(message) }] };
  const blocks = actions.length === 0 ? [text] : [text, { type: "actions", elements: actions.map(buttonBlock) }];
  return { text: plainText(message), blocks, mrkdwn: false, unfurl_links: false, unfurl_media: false };
}

function elementsOf({ tone, title, lines }: Message): readonly Element[] {
  const shown: Element[] = [{ type: "emoji", name: tones[tone].emoji }];
  let left = longestMessage;
  let told = 0;
  for (const line of [title, ...lines.slice(0, mostLines)]) {
    const elements = line.flatMap(elementOf);
    left -= elements.reduce((sum, element) => sum + sizeOf(element), 0);
    if (left < 0 && told > 0) break;
    shown.push({ type: "text", text: told === 0 ? " " : "\n" }, ...elements);
    told++;
  }
  const hidden = lines.length + 1 - told;
  return hidden === 0 ? shown : [...shown, { type: "text", text: `\n… and ${hidden} more` }];
}

function elementOf(span: Span): readonly Element[] {
  const text = shownText(textOf(span));
  if (text === "") return [];
  if (typeof span === "string") return [{ type: "text", text }];
  if ("code" in span) return [{ type: "text", text, style: { code: true } }];
  if ("strong" in span) return [{ type: "text", text, style: { bold: true } }];
  return isLink(span.link) ? [{ type: "link", url: span.link, text }] : [{ type: "text", text }];
}

function textOf(span: Span): string {
  if (typeof span === "string") return span;
  if ("code" in span) return span.code;
  return "strong" in span ? span.strong : span.text;
}

function sizeOf(element: Element): number {
  if (element.type === "link") return element.text.length + element.url.length;
  return element.type === "text" ? element.text.length : 0;
}

function isLink(text: string): boolean {
  return text.length <= longestText && /^https?:$/.test(URL.parse(text)?.protocol ?? "");
}

function buttonBlock({ label, style, token }: Button, index: number): Readonly<Record<string, unknown>> {
  const text = cut(shownText(label), longestLabel) || "…";
  return {
    type: "button",
    action_id: `${actionIds}${index}`,
    text: { type: "plain_text", text, emoji: false },
    value: token,
    ...(style && { style }),
  };
}

/** For notifications and screen readers, which know no blocks. Slack reads this as its markup, so nothing in it may be any. */
function plainText({ tone, title, lines }: Message): string {
  const all = [title, ...lines.slice(0, mostLines)].map(lineText).join("\n");
  return escaped(`${tones[tone].word}: ${all}`);
}

function lineText(line: Line): string {
  return line.map((span) => shownText(textOf(span))).join("");
}

/** Source: docs.slack.dev/messaging/formatting-message-text, "Escaping text" (read 2026-11). */
function escaped(text: string): string {
  const whole = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  if (whole.length <= longestText) return whole;
  // no half of an escape is left at the end
  return cut(`${whole.slice(0, longestText - 1).replace(/&\w*$/, "")}…`, longestText);
}

/** Names come from whoever may push: nothing in them turns, hides or breaks a line. */
function shownText(text: string): string {
  const veiled = text.replace(/\s+/g, " ").replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "\uFFFD");
  return cut(veiled, longestSpan);
}

function cut(text: string, most: number): string {
  return text.length <= most ? text.toWellFormed() : `${text.slice(0, most - 1).toWellFormed()}…`;
}
