import * as z from "zod";
import type { Sent } from "../../core/talk.ts";
import type { Answered } from "../wire.ts";

const Said = z.object({
  ok: z.boolean(),
  error: z.string().optional(),
  ts: z.string().optional(),
  channel: z.string().optional(),
});

/** How Slack's answer is told; `word` is Slack's own where it said no. */
export type Told = { readonly sent: Sent; readonly word?: string };

const usualSeconds = 30;
const mostSeconds = 3_600;

/** What an answer of the Web API, or of a response URL, says about one message. */
export function tell(answered: Answered): Told {
  if ("notSent" in answered) return { sent: { kind: "notSent", why: answered.notSent } };
  if ("unknown" in answered) return { sent: { kind: "unknown", why: answered.unknown } };
  const { status, headers, text } = answered;
  if (status === 429) return { sent: rated(headers["retry-after"]), word: "ratelimited" };
  const said = saidIn(text);
  if (said && !said.ok) return denied(said.error ?? "");
  if (status >= 200 && status < 300) {
    if (said) return { sent: { kind: "sent", ...refOf(said) } };
    // a response URL answers a bare `ok`
    if (text.trim() === "ok") return { sent: { kind: "sent" } };
  }
  if (status >= 500 || status < 300)
    return { sent: { kind: "unknown", why: `Slack answered ${status}, and not in its own words` } };
  return { sent: { kind: "refused", why: `Slack answered ${status}: check its address and any proxy before it` } };
}

/** Source: docs.slack.dev/apis/web-api/rate-limits (read 2026-11): 429 with `Retry-After` in seconds. */
function rated(after: string | undefined): Sent {
  const seconds = after !== undefined && /^\d{1,9}$/.test(after) ? Number(after) : usualSeconds;
  const retryAfterSeconds = Math.min(mostSeconds, Math.max(1, seconds));
  return { kind: "refused", why: "Slack takes no more messages for now", retryAfterSeconds };
}

/**
 * Errors after which nobody can tell whether the message is there.
 * Source: docs.slack.dev/reference/methods/chat.postMessage, "Errors" (read 2026-11).
 */
const uncertain = ["fatal_error", "internal_error", "request_timeout", "service_unavailable"];

function denied(error: string): Told {
  const word = /^[a-z_]{1,60}$/.test(error) ? error : "an error without a name";
  if (uncertain.includes(word)) return { sent: { kind: "unknown", why: `Slack says ${word}` }, word };
  if (word === "ratelimited" || word === "rate_limited") return { sent: rated(undefined), word };
  const cure = advice[word];
  return { sent: { kind: "refused", why: `Slack says ${word}${cure === undefined ? "" : `: ${cure}`}` }, word };
}

const invite = "invite the app into the channel, as with /invite @penstock";
const newToken = "set a bot token (xoxb-…) of the app, installed in this workspace";

const advice: Readonly<Record<string, string>> = {
  not_in_channel: invite,
  channel_not_found: `it is not there or private: ${invite}`,
  user_not_in_channel: "the person is not in that channel",
  is_archived: "the channel is archived: route to another",
  msg_blocks_too_long: "the message is too long",
  invalid_auth: newToken,
  not_authed: newToken,
  account_inactive: newToken,
  token_revoked: newToken,
  token_expired: newToken,
  missing_scope: "give the app the scope chat:write, and install it again",
  restricted_action: "the workspace's settings do not let the app post there",
  message_not_found: "the message is gone",
  edit_window_closed: "the message can no longer be changed",
  used_url: "it took its five answers",
  expired_url: "its half hour is over",
};

function refOf({ channel, ts }: z.infer<typeof Said>): { readonly ref?: string } {
  return channel === undefined || ts === undefined ? {} : { ref: `${channel}:${ts}` };
}

function saidIn(text: string): z.infer<typeof Said> | undefined {
  try {
    return Said.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
