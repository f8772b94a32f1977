import type { Line, Span } from "../../../lib/core/message.ts";
import { buttonsOf, type Piece, piecesOf } from "../../slack/look.ts";
import type { Delivery, Slack } from "../../slack/slack.ts";
import type { Message } from "../../slack/state.ts";
import type { PageChat, Seen } from "./pageChat.ts";

/** The Slack stand-in, as the page shows it. */
export function slackChat(slack: Slack): PageChat {
  const { world, bot } = slack;
  const seenBy = (who: string, channel: string): readonly Message[] => {
    const [user, where] = [world.users.get(who), world.channels.get(channel)];
    return user && where ? slack.seen(user, where) : [];
  };
  return {
    id: "slack",
    title: "Slack",
    channels: [...world.channels.values()],
    people: [...world.users.values()],
    seen: (who, channel) =>
      seenBy(who, channel).map(
        (message): Seen => ({
          id: message.ts,
          ...(message.thread !== undefined && { thread: message.thread }),
          at: Math.floor(Number(message.ts) * 1000),
          by: message.by === "app" ? bot.name : "Slackbot",
          ...(message.onlyFor !== undefined && { isOnlyYou: true }),
          lines: linesOf(piecesOf(message)),
          buttons: buttonsOf(message).map(({ label, style }, at) => ({
            id: String(at),
            label,
            ...((style === "primary" || style === "danger") && { style }),
          })),
        }),
      ),
    async say({ who, channel, text }) {
      const [user, where] = [world.users.get(who), world.channels.get(channel)];
      if (user && where) await slack.say(user, where, text);
      // what failed is told by Slack in the channel
      return undefined;
    },
    async click({ who, channel, message: ts, button }) {
      const user = world.users.get(who);
      const message = seenBy(who, channel).find((one) => one.ts === ts);
      const at = Number(button);
      if (!user || !message || !buttonsOf(message)[at]) return "That button is not there any more.";
      return trouble(await slack.click(user, message, at));
    },
  };
}

/** Slack itself shows a warning sign beside the button. */
function trouble({ answered }: Delivery): string | undefined {
  if ("error" in answered) return `Slack could not deliver the click: ${answered.error}.`;
  return answered.status === 200 ? undefined : `The app answered the click with ${answered.status}.`;
}

/** In letters that every font has. */
const glyphs: Readonly<Record<string, string>> = {
  white_check_mark: "✔",
  no_entry_sign: "✘",
  hourglass_flowing_sand: "…",
  information_source: "ℹ",
  rotating_light: "⚠",
};

function linesOf(pieces: readonly Piece[]): Line[] {
  const lines: Span[][] = [[]];
  for (const piece of pieces)
    for (const [at, text] of textOf(piece).split("\n").entries()) {
      if (at > 0) lines.push([]);
      if (text !== "") lines.at(-1)?.push(spanOf(piece, text));
    }
  return lines;
}

function textOf({ text, emoji }: Piece): string {
  return emoji ? (glyphs[text] ?? `:${text}:`) : text;
}

function spanOf({ isBold, isCode, url }: Piece, text: string): Span {
  if (url !== undefined) return { link: url, text };
  if (isCode) return { code: text };
  return isBold ? { strong: text } : text;
}
