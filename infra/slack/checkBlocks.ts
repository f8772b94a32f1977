import type { Block } from "./state.ts";

/** The kinds that this Slack knows, of all that there are. */
const kinds = ["rich_text", "section", "actions", "context", "divider", "header"];

/**
 * Whether Slack would take the blocks. Source: docs.slack.dev/reference/block-kit/blocks and …/block-elements (read 2026-11).
 *
 * @returns what is wrong with them
 */
export function wrongWith(blocks: unknown): string | undefined {
  if (!Array.isArray(blocks)) return "no more than an array is allowed";
  if (blocks.length > 50) return "no more than 50 items allowed [json-pointer:/blocks]";
  const actionIds = new Set<string>();
  for (const [at, block] of blocks.entries()) {
    const wrong = isObject(block) ? wrongWithBlock(block, actionIds) : "not an object";
    if (wrong !== undefined) return `${wrong} [json-pointer:/blocks/${at}]`;
  }
  return JSON.stringify(blocks).length > 30_000 ? "msg_blocks_too_long" : undefined;
}

function wrongWithBlock(block: Block, actionIds: Set<string>): string | undefined {
  if (typeof block.type !== "string" || !kinds.includes(block.type)) return "unsupported type";
  if (typeof block.block_id === "string" && block.block_id.length > 255) return "block_id is too long";
  switch (block.type) {
    case "rich_text":
      return wrongWithRichText(block);
    case "section":
      return wrongWithText(block.text, 3000);
    case "header":
      return wrongWithText(block.text, 150, "plain_text");
    case "actions":
      return wrongWithActions(block.elements, actionIds);
    default:
      return undefined;
  }
}

function wrongWithText(value: unknown, most: number, only?: string): string | undefined {
  if (!isObject(value) || typeof value.text !== "string") return "missing required field: text";
  if (value.type !== "plain_text" && value.type !== "mrkdwn") return "unsupported type of text";
  if (only !== undefined && value.type !== only) return `must be ${only}`;
  if (value.text.length === 0) return "must be more than 0 characters";
  return value.text.length > most ? `must be less than ${most + 1} characters` : undefined;
}

function wrongWithActions(elements: unknown, actionIds: Set<string>): string | undefined {
  if (!Array.isArray(elements) || elements.length === 0) return "missing required field: elements";
  if (elements.length > 25) return "no more than 25 items allowed";
  return elements.map((element) => wrongWithButton(element, actionIds)).find((wrong) => wrong !== undefined);
}

function wrongWithButton(button: unknown, actionIds: Set<string>): string | undefined {
  if (!isObject(button) || button.type !== "button") return "unsupported type of element";
  const { action_id: id, value = "", style } = button;
  if (typeof id !== "string" || id.length > 255) return "action_id is missing or too long";
  if (actionIds.has(id)) return `action_id ${id} already exists`;
  actionIds.add(id);
  if (typeof value !== "string" || value.length > 2000) return "value must be less than 2001 characters";
  if (style !== undefined && style !== "primary" && style !== "danger") return "unsupported style";
  return wrongWithText(button.text, 75, "plain_text");
}

function wrongWithRichText({ elements }: Block): string | undefined {
  if (!Array.isArray(elements) || elements.length === 0) return "missing required field: elements";
  for (const section of elements) {
    if (!isObject(section) || !/^rich_text_(section|list|quote|preformatted)$/.test(String(section.type)))
      return "unsupported type of element";
    if (!Array.isArray(section.elements) || section.elements.length === 0) return "missing required field: elements";
    const wrong = section.elements.map(wrongWithPiece).find((one) => one !== undefined);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function wrongWithPiece(piece: unknown): string | undefined {
  if (!isObject(piece)) return "not an object";
  switch (piece.type) {
    case "text":
      return typeof piece.text === "string" && piece.text !== "" ? undefined : "must be more than 0 characters";
    case "link":
      return typeof piece.url === "string" && URL.canParse(piece.url) ? undefined : "invalid url";
    case "emoji":
      return typeof piece.name === "string" ? undefined : "missing required field: name";
    case "user":
    case "usergroup":
    case "broadcast":
      return undefined;
    default:
      return "unsupported type of element";
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
