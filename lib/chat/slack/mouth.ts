import { SettingsError } from "../../core/errors.ts";
import type { ChannelPlace, Sent } from "../../core/talk.ts";
import type { Clock } from "../../core/time.ts";
import type { Mouth } from "../provider.ts";
import { type Told, tell } from "./answered.ts";
import { messageBody } from "./blocks.ts";
import { replyUrl } from "./replyUrl.ts";
import type { SlackSettings } from "./settings.ts";
import { openWires } from "./wire.ts";

type Body = Readonly<Record<string, unknown>>;

/** One way to say something; `undefined`: it is not there. */
type Way = () => Promise<Told> | undefined;

/**
 * Says things in Slack. What everybody may see the app's bot says, where it may: that has no end after five messages or
 * half an hour, and can be changed. What one person alone sees goes to the response URL of what they asked, as long as it
 * takes answers: it is seen wherever they are, and the bot need not be there. Each is the other's way out, once Slack has
 * said for certain that nothing was shown.
 *
 * @throws SettingsError when the API's address cannot be used
 */
export function slackMouth(
  settings: SlackSettings & { readonly clock: Clock; readonly callTimeoutSeconds?: number },
): Mouth {
  const { clock, botToken, replyOrigins } = settings;
  const apiUrl = apiOf(settings.apiUrl ?? "https://slack.com/api");
  const wire = openWires(settings.callTimeoutSeconds);

  function asBot(method: string, body: Body): Promise<Told> | undefined {
    if (botToken === undefined) return undefined;
    return wire.post(`${apiUrl}/${method}`, body, { authorization: `Bearer ${botToken}` }).then(tell);
  }

  function asReply({ reply }: ChannelPlace, body: Body): Promise<Told> | undefined {
    const url = reply && clock() < reply.until ? replyUrl(reply.url, replyOrigins) : undefined;
    return url === undefined ? undefined : wire.post(url, { ...body, replace_original: false }).then(tell);
  }

  return {
    provider: "slack",
    async send(place, message) {
      if (place.provider !== "slack") return elsewhere;
      const { channel, thread, onlyFor } = place;
      const body = messageBody(message);
      if (onlyFor !== undefined)
        // without the thread: what one person alone sees is not shown in a thread that nobody has answered in yet
        // Source: docs.slack.dev/reference/methods/chat.postEphemeral, "thread_ts" (read 2026-11)
        return await firstOf([
          () => asReply(place, { response_type: "ephemeral", ...body }),
          () => asBot("chat.postEphemeral", { channel, user: onlyFor, ...body }),
        ]);
      const inThread = thread === undefined ? {} : { thread_ts: thread };
      return await firstOf([
        () => asBot("chat.postMessage", { channel, ...inThread, ...body }),
        () => asReply(place, { response_type: "in_channel", ...inThread, ...body }),
      ]);
    },
    async change(place, ref, message) {
      const [, channel, ts] = /^([A-Z0-9]{2,40}):(\d{1,12}\.\d{1,8})$/.exec(ref) ?? [];
      if (place.provider !== "slack" || channel !== place.channel || ts === undefined) return elsewhere;
      // unlike a new message, a changed one would have names and channels in it found and linked
      // Source: docs.slack.dev/reference/methods/chat.update, "parse" (read 2026-11)
      const body = { channel, ts, ...messageBody(message), parse: "none", link_names: false };
      return await firstOf([() => asBot("chat.update", body)]);
    },
    close: () => wire.close(),
  };
}

const elsewhere: Sent = { kind: "refused", why: "that is no place in Slack, or not the one of the message" };
const noWay: Sent = {
  kind: "refused",
  why: "there is no bot token, and nothing that was asked takes an answer any more",
};

/** What Slack refuses wherever it is said. */
const notAnywhere: readonly string[] = ["invalid_blocks", "invalid_payload", "msg_blocks_too_long", "no_text"];

async function firstOf(ways: readonly Way[]): Promise<Sent> {
  let sent = noWay;
  for (const way of ways) {
    const told = await way();
    if (!told) continue;
    sent = told.sent;
    const mayGoOn = sent.kind === "refused" && sent.retryAfterSeconds === undefined;
    if (!mayGoOn || notAnywhere.includes(told.word ?? "")) break;
  }
  return sent;
}

function apiOf(text: string): string {
  const url = URL.parse(text);
  const isHere = url?.hostname === "127.0.0.1" || url?.hostname === "localhost";
  if (!url || !(url.protocol === "https:" || (url.protocol === "http:" && isHere)) || url.username || url.search)
    throw new SettingsError("the address of Slack's API is none: leave it away, or write it as https://slack.com/api");
  return url.origin + url.pathname.replace(/\/+$/, "");
}
