import { isObject } from "./checkBlocks.ts";
import type { Slack } from "./slack.ts";
import { addMessage, type Channel } from "./state.ts";
import { taken } from "./take.ts";

/** Of the Web API: `ok`, and what was made of it or Slack's word for why not. */
export type Said = { readonly ok: true } & Readonly<Record<string, unknown>>;
export type Denied = {
  readonly ok: false;
  readonly error: string;
  readonly retryAfterSeconds?: number;
} & Readonly<Record<string, unknown>>;

type Body = Readonly<Record<string, unknown>>;

const no = (error: string): Denied => ({ ok: false, error });

/** Each method that this Slack knows. Source: docs.slack.dev/reference/methods (read 2026-11). */
const methods: Readonly<Record<string, (slack: Slack, body: Body) => Said | Denied>> = {
  "auth.test": ({ world, bot }) => ({ ok: true, team_id: world.workspace, user_id: bot.id, bot_id: "B0STANDIN" }),
  "chat.postMessage": postMessage,
  "chat.postEphemeral": postEphemeral,
  "chat.update": update,
};

/** Calls a method, where the token is the bot's. */
export function call(slack: Slack, method: string, given: { token: string | undefined; body: unknown }): Said | Denied {
  const known = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (!known) return no("unknown_method");
  if (given.token === undefined) return no("not_authed");
  if (given.token !== slack.botToken) return no("invalid_auth");
  if (!isObject(given.body)) return no("invalid_json");
  return known(slack, given.body);
}

function postMessage(slack: Slack, body: Body): Said | Denied {
  const { world } = slack;
  const channel = channelOf(slack, body.channel);
  if ("ok" in channel) return channel;
  const read = taken(body);
  if ("error" in read) return wrong(read);
  const wait = takeTurn(slack, channel);
  if (wait > 0) return { ...no("ratelimited"), retryAfterSeconds: wait };
  const thread = typeof body.thread_ts === "string" ? { thread: body.thread_ts } : {};
  const message = addMessage(world, { channel: channel.id, by: "app", ...read, ...thread });
  return { ok: true, channel: channel.id, ts: message.ts, message: { ts: message.ts, text: message.text } };
}

function postEphemeral(slack: Slack, body: Body): Said | Denied {
  const channel = channelOf(slack, body.channel);
  if ("ok" in channel) return channel;
  if (typeof body.user !== "string" || !channel.members.has(body.user)) return no("user_not_in_channel");
  const read = taken(body);
  if ("error" in read) return wrong(read);
  const thread = typeof body.thread_ts === "string" ? { thread: body.thread_ts } : {};
  const shown = { channel: channel.id, by: "app", onlyFor: body.user, ...read, ...thread } as const;
  return { ok: true, message_ts: addMessage(slack.world, shown).ts };
}

function update(slack: Slack, body: Body): Said | Denied {
  const channel = channelOf(slack, body.channel);
  if ("ok" in channel) return channel;
  // what one person alone sees cannot be changed so
  const message = slack.world.messages.find(
    ({ ts, channel: id, onlyFor }) => ts === body.ts && id === channel.id && onlyFor === undefined,
  );
  if (!message) return no("message_not_found");
  if (message.by !== "app") return no("cant_update_message");
  const read = taken(body);
  if ("error" in read) return wrong(read);
  Object.assign(message, read, { isEdited: true });
  return { ok: true, channel: channel.id, ts: message.ts, text: message.text };
}

function channelOf({ world }: Slack, id: unknown): Channel | Denied {
  const channel = world.channels.get(String(id));
  if (!channel || (channel.isPrivate && !channel.hasBot)) return no("channel_not_found");
  return channel.hasBot ? channel : no("not_in_channel");
}

function wrong({ error, detail }: { error: string; detail?: string }): Denied {
  return { ...no(error), ...(detail !== undefined && { response_metadata: { messages: [`[ERROR] ${detail}`] } }) };
}

const turns = new WeakMap<Channel, { left: number; at: number }>();

/**
 * A channel takes one message a second, and a few more at once.
 * Source: docs.slack.dev/apis/web-api/rate-limits, "Special rate limits" (read 2026-11).
 *
 * @returns seconds to wait; 0: it is taken
 */
function takeTurn({ world, burst }: Slack, channel: Channel): number {
  if (burst === false) return 0;
  const now = world.clock();
  const turn = turns.get(channel) ?? { left: burst, at: now };
  const left = Math.min(burst, turn.left + (now - turn.at) / 1000);
  turns.set(channel, { left: left >= 1 ? left - 1 : left, at: now });
  return left >= 1 ? 0 : Math.ceil(1 - left);
}
