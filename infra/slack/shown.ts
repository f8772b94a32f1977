import { isObject } from "./checkBlocks.ts";
import type { Answered } from "./deliver.ts";
import { addMessage, type Message, type User, type World } from "./state.ts";
import { taken } from "./take.ts";

/** What Slack shows of the answer to a command: the app's words, or its own that it failed. */
export function shownOf(
  world: World,
  answered: Answered,
  { user, channel, line }: { user: User; channel: string; line: string },
): Message | undefined {
  const [command = ""] = line.split(" ");
  const failed = (error: string) =>
    addMessage(world, {
      channel,
      by: "slack",
      onlyFor: user.id,
      text: `${command} failed with the error "${error}"`,
      blocks: [],
    });
  if ("error" in answered) return failed(answered.error);
  if (answered.status !== 200) return failed(answered.status >= 500 ? "http_service_error" : "http_client_error");
  const { body, type } = answered;
  if (body === "" || body === "{}") return undefined;
  const value = type.includes("json") ? jsonOf(body) : { text: body };
  const read = taken(value);
  if ("error" in read) return failed(read.error);
  const isPublic = isObject(value) && value.response_type === "in_channel";
  return addMessage(world, { channel, by: "app", ...read, ...(!isPublic && { onlyFor: user.id }) });
}

/** A text as JSON; `undefined` when it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
