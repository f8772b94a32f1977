import { isObject, wrongWith } from "./checkBlocks.ts";
import type { Block } from "./state.ts";

/** What an app wants to have shown. */
export interface Taken {
  readonly text: string;
  readonly blocks: readonly Block[];
}

/**
 * Reads what an app sends to be shown.
 *
 * @returns Slack's word for what is wrong with it
 */
export function taken(value: unknown): Taken | { readonly error: string; readonly detail?: string } {
  if (!isObject(value)) return { error: "invalid_payload" };
  const { text = "", blocks } = value;
  if (typeof text !== "string") return { error: "invalid_payload" };
  // Source: docs.slack.dev/reference/methods/chat.postMessage, "Truncating content" (read 2026-11).
  const short = text.slice(0, 40_000);
  if (blocks === undefined) return short === "" ? { error: "no_text" } : { text: short, blocks: [] };
  const detail = wrongWith(blocks);
  if (detail === "msg_blocks_too_long") return { error: detail };
  if (detail !== undefined) return { error: "invalid_blocks", detail };
  const shown = blocks as readonly Block[];
  return shown.length === 0 && short === "" ? { error: "no_text" } : { text: short, blocks: shown };
}
