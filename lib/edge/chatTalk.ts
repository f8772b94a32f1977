import { spanSeconds } from "../core/span.ts";
import type { Route, TalkSettings } from "../core/talkSettings.ts";
import type { Chat } from "./chat.ts";

/** What the chat function goes by. */
export function talkSettings(chat: Chat): TalkSettings {
  return {
    channels: Object.fromEntries(Object.entries(chat.channels).map(([name, one]) => [name, placed(one, chat)])),
    routes: chat.routes.map(routed),
    operators: chat.operators,
    perMinute: chat.perMinute,
  };
}

function placed({ slack, mattermost, team }: Chat["channels"][string], chat: Chat): TalkSettings["channels"][string] {
  if (slack !== undefined) return { provider: "slack", channel: slack, team: team ?? chat.slack?.workspaces[0] ?? "" };
  return { provider: "mattermost", channel: mattermost ?? "", team: team ?? chat.mattermost?.teams[0] ?? "" };
}

function routed({ digest, ...route }: Chat["routes"][number]): Route & { readonly source: string } {
  const digestSeconds = digest === undefined ? undefined : spanSeconds(digest);
  return { ...route, ...(digestSeconds !== undefined && { digestSeconds }) };
}

/** Where Mattermost sends clicks. */
export function actionsUrlOf({ url }: Pick<Chat, "url">): string {
  return `${url.replace(/\/+$/, "")}/chat/mattermost`;
}

/** Where people begin to link. */
export function linkUrlOf({ url }: Pick<Chat, "url">): string {
  return `${url.replace(/\/+$/, "")}/chat/link`;
}

/**
 * Where a source's GitLab sends browsers back to once somebody has said who they are: it must be the application's own. Of
 * several GitLabs each has its own, so that none of them gets a code that another one gave.
 * Source: RFC 9700, 4.4.2, "Mix-Up Defense via Distinct Redirect URIs" (read 2026-11).
 */
export function redirectUrlOf(chat: Pick<Chat, "url" | "links">, source: string): string {
  const callback = `${linkUrlOf(chat)}/callback`;
  return chat.links.length > 1 ? `${callback}/${encodeURIComponent(source)}` : callback;
}
