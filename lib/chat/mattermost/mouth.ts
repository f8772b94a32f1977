import type { Message } from "../../core/message.ts";
import type { ChannelPlace, Sent } from "../../core/talk.ts";
import type { Clock } from "../../core/time.ts";
import type { Mouth } from "../provider.ts";
import { botOf } from "./bot.ts";
import { postOf, replyOf } from "./post.ts";
import { replyUrl } from "./replyUrl.ts";
import type { MattermostSettings } from "./settings.ts";
import { toldReply } from "./told.ts";
import { isId } from "./trigger.ts";
import { openServer } from "./wire.ts";

/** One way to say something; `undefined`: it is not there. */
type Way = () => Promise<Sent> | undefined;

/**
 * Says things in Mattermost. What everybody may see the bot says, where it may: a post through a response URL stands there
 * in the name of who asked, who may edit it, and cannot be changed by us. What one person alone sees goes to the response URL
 * of what they asked, as long as it takes answers; else as a post that the server does not keep, which needs a bot with a
 * system admin's rights; else as a direct message. Each is the other's way out, once the server has said for certain that
 * nothing was shown.
 *
 * @throws SettingsError when the server's address is none
 */
export function mattermostMouth(
  settings: MattermostSettings & { readonly clock: Clock; readonly callTimeoutSeconds?: number },
): Mouth {
  const { clock, botToken } = settings;
  const wire = openServer(settings.url, settings.callTimeoutSeconds);
  const bot = botToken === undefined ? undefined : botOf(wire, botToken);

  function asReply(place: ChannelPlace, message: Message): Promise<Sent> | undefined {
    const { reply, onlyFor } = place;
    const url = reply && clock() < reply.until ? replyUrl(reply.url, settings.url) : undefined;
    if (url === undefined) return undefined;
    const body = replyOf(message, { settings, place, isPublic: onlyFor === undefined });
    return wire.send({ method: "POST", path: `/hooks/commands/${url.slice(-26)}`, body }).then(toldReply);
  }

  return {
    provider: "mattermost",
    async send(place, message) {
      if (!isHere(place)) return elsewhere;
      const { onlyFor } = place;
      const post = postOf(message, { settings, place });
      if (onlyFor === undefined) return await firstOf([() => bot?.post(place, post), () => asReply(place, message)]);
      // a button is sealed for one channel: in another it would only be refused
      const { buttons: _, ...plain } = message;
      return await firstOf([
        () => asReply(place, message),
        () => bot?.whisper(place, onlyFor, post),
        () => bot?.direct(onlyFor, postOf(plain, { settings, place })),
      ]);
    },
    async change(place, ref, message) {
      if (!isHere(place) || !isId(ref)) return elsewhere;
      return await firstOf([() => bot?.change(ref, postOf(message, { settings, place }))]);
    },
    close: () => wire.close(),
  };
}

function isHere(place: Parameters<Mouth["send"]>[0]): place is ChannelPlace {
  if (place.provider !== "mattermost") return false;
  const { channel, thread, onlyFor } = place;
  return [channel, thread, onlyFor].every((id) => id === undefined || isId(id));
}

const elsewhere: Sent = { kind: "refused", why: "that is no place in Mattermost" };
const noWay: Sent = {
  kind: "refused",
  why: "there is no bot token, and nothing that was asked takes an answer any more",
};

async function firstOf(ways: readonly Way[]): Promise<Sent> {
  let sent = noWay;
  for (const way of ways) {
    const next = await way();
    if (!next) continue;
    sent = next;
    if (sent.kind !== "refused" || sent.retryAfterSeconds !== undefined) break;
  }
  return sent;
}
