import { isObject } from "./checkBlocks.ts";
import { addMessage, type World } from "./state.ts";
import { taken } from "./take.ts";

const mostUses = 5;

/**
 * An answer at a response URL. Source: docs.slack.dev/interactivity/handling-user-interaction, "Message responses"
 * (read 2026-11): five times within thirty minutes, seen by who asked unless it is `in_channel`.
 */
export function reply(world: World, key: string, body: unknown): { readonly status: number; readonly error?: string } {
  const address = world.replies.get(key);
  if (!address) return { status: 404, error: "no_such_url" };
  if (world.clock() >= address.until) return { status: 404, error: "expired_url" };
  if (address.uses >= mostUses) return { status: 404, error: "used_url" };
  if (!isObject(body)) return { status: 400, error: "invalid_payload" };
  const read = taken(body);
  if ("error" in read) return { status: 400, error: read.error };
  address.uses++;
  const { channel, user, message } = address;
  if (body.replace_original === true && message) {
    Object.assign(message, read, { isEdited: true });
    return { status: 200 };
  }
  const isPublic = body.response_type === "in_channel";
  const thread = typeof body.thread_ts === "string" ? { thread: body.thread_ts } : {};
  addMessage(world, { channel, by: "app", ...read, ...thread, ...(!isPublic && { onlyFor: user }) });
  return { status: 200 };
}
