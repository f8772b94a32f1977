import * as z from "zod";
import type { Sent } from "../../core/talk.ts";
import type { Answered } from "../wire.ts";
import { isId } from "./trigger.ts";

const Thing = z.object({ id: z.string().refine(isId) });
const Trouble = z.object({ id: z.string().regex(/^[a-z0-9._]{1,100}$/) });

const usualSeconds = 30;
const mostSeconds = 3_600;

/** How a request for a post ended. */
export function told(answered: Answered): Sent {
  if ("notSent" in answered) return { kind: "notSent", why: answered.notSent };
  if ("unknown" in answered) return { kind: "unknown", why: answered.unknown };
  const { status } = answered;
  if (status >= 500) return { kind: "unknown", why: `Mattermost answered ${status}` };
  if (status >= 300) return refusal(answered);
  const id = idIn(answered);
  return id === undefined
    ? { kind: "unknown", why: "something else than Mattermost answered" }
    : { kind: "sent", ref: id };
}

/** The same of what was posted to a response URL, which is answered `ok`. */
export function toldReply(answered: Answered): Sent {
  if ("status" in answered && answered.status === 200 && answered.text.trim() === "ok") return { kind: "sent" };
  return told(answered);
}

/** The id of what was made or read. */
export function idIn(answered: Answered): string | undefined {
  if (!("status" in answered) || answered.status >= 300) return undefined;
  return read(answered.text, Thing)?.id;
}

/**
 * Source: api.mattermost.com, "Introduction", "Rate limiting" and "Errors"; github.com/mattermost/mattermost,
 * server/channels/app/ratelimit.go: both headers are whole seconds (read 2026-11).
 */
function refusal({ status, headers, text }: Extract<Answered, { status: number }>): Sent {
  if (status === 429) {
    const after = [headers["retry-after"], headers["x-ratelimit-reset"]].find((one) => /^\d{1,9}$/.test(one ?? ""));
    const retryAfterSeconds = Math.min(mostSeconds, Math.max(1, Number(after ?? usualSeconds)));
    return { kind: "refused", why: "Mattermost takes no more requests for now", retryAfterSeconds };
  }
  const word = read(text, Trouble)?.id;
  const said = `Mattermost answered ${status}${word === undefined ? "" : ` (${word})`}`;
  const cure = status < 400 ? redirected : advice[status];
  return { kind: "refused", why: cure === undefined ? said : `${said}: ${cure}` };
}

const redirected = "set its own address, that no proxy redirects";

const advice: Readonly<Record<number, string>> = {
  401: "set a token of the bot that is live",
  403: "add the bot to the team and the channel",
  404: "it is gone, or its half hour is over",
  413: "the message is too long",
};

function read<T>(text: string, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
