import { isObject } from "./checkBlocks.ts";
import type { Message } from "./state.ts";

/** A button that can be clicked. */
export interface Pressable {
  readonly label: string;
  readonly style?: string;
  readonly actionId: string;
  readonly value: string;
  readonly blockId: string;
}

/** A piece of a message as a person sees it. */
export interface Piece {
  readonly text: string;
  readonly isBold?: true;
  readonly isCode?: true;
  readonly url?: string;
  readonly emoji?: true;
}

export function buttonsOf({ blocks }: Pick<Message, "blocks">): readonly Pressable[] {
  return blocks.flatMap((block, at) =>
    block.type !== "actions"
      ? []
      : objectsOf(block.elements).map((button) => ({
          label: textOf(button.text),
          ...(typeof button.style === "string" && { style: button.style }),
          actionId: String(button.action_id),
          value: String(button.value ?? ""),
          blockId: String(block.block_id ?? `b${at}`),
        })),
  );
}

/** What a person sees of a message that has rich text; of any other its text. */
export function piecesOf({ blocks, text }: Pick<Message, "blocks" | "text">): readonly Piece[] {
  if (blocks.length === 0) return [{ text }];
  return blocks.flatMap((block) => {
    if (block.type === "section" || block.type === "header") return [{ text: textOf(block.text) }];
    return objectsOf(block.elements).flatMap((section) => objectsOf(section.elements).map(pieceOf));
  });
}

/** A message as one text, as a person reads it. */
export function readAloud(message: Pick<Message, "blocks" | "text">): string {
  return piecesOf(message)
    .map(({ text, emoji }) => (emoji ? `:${text}:` : text))
    .join("");
}

/**
 * Whom a message calls: ids, and words such as `channel`. Elements of their own do, and Slack's markup where it is read: in
 * the text of a message, and in texts of blocks that are `mrkdwn`.
 */
export function callsOf(message: Pick<Message, "blocks" | "text">): readonly string[] {
  const markup = [
    message.text,
    ...message.blocks.map(({ text }) => (isObject(text) && text.type === "mrkdwn" ? textOf(text) : "")),
  ];
  const written = markup.flatMap((text) => [...text.matchAll(/<[!@]([^>|]+)[^>]*>/g)].map(([, whom = ""]) => whom));
  const elements = message.blocks
    .flatMap(({ elements }) => objectsOf(elements))
    .flatMap((section) => objectsOf(section.elements))
    .filter(({ type }) => type === "user" || type === "broadcast" || type === "usergroup")
    .map(({ user_id, range, usergroup_id }) => String(user_id ?? range ?? usergroup_id));
  return [...written, ...elements];
}

function pieceOf(piece: Readonly<Record<string, unknown>>): Piece {
  const { type, text, url, name, style } = piece;
  if (type === "emoji") return { text: String(name), emoji: true };
  if (type === "link") return { text: String(text ?? url), url: String(url) };
  if (type !== "text") return { text: `<${String(type)}>` };
  const { bold, code } = isObject(style) ? style : {};
  return { text: String(text), ...(bold === true && { isBold: true }), ...(code === true && { isCode: true }) };
}

function textOf(value: unknown): string {
  return isObject(value) ? String(value.text ?? "") : "";
}

function objectsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
