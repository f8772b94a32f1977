import type { Mattermost } from "../../mattermost/mattermost.ts";
import type { Post } from "../../mattermost/world.ts";
import { markdownLines } from "./markdown.ts";
import type { PageChat, Seen } from "./pageChat.ts";

/** The Mattermost stand-in, as the page shows it: the channels and people of one team. */
export function mattermostChat(mattermost: Mattermost, team: string): PageChat {
  const { world } = mattermost;
  const people = [...world.users.values()].filter(({ isBot }) => !isBot);
  return {
    id: "mattermost",
    title: "Mattermost",
    channels: [...world.channels.values()].filter((channel) => channel.team === team),
    people: people.map(({ id, username }) => ({ id, name: username })),
    seen: (who, channel) => mattermost.posts(channel, who).map((post) => seenPost(post, mattermost)),
    async say({ who, channel, text }) {
      const { trouble } = await mattermost.say({ user: who, channel, text });
      return trouble && `Mattermost says: ${trouble}`;
    },
    async click({ who, message, button }) {
      const { trouble } = await mattermost.click({ user: who, post: message, button });
      return trouble && `Mattermost says: ${trouble}`;
    },
  };
}

function seenPost(post: Post, { world }: Mattermost): Seen {
  const { id, root, at, user, isFromIntegration, onlyFor, message, attachments } = post;
  const texts = [message, ...attachments.map(({ text }) => text)].filter((text) => text !== "");
  return {
    id,
    ...(root !== "" && { thread: root }),
    at,
    // what an integration answers Mattermost shows in the person's own name, marked as a bot's
    by: isFromIntegration ? "penstock" : (world.users.get(user)?.username ?? "somebody"),
    ...(onlyFor !== undefined && { isOnlyYou: true }),
    lines: texts.flatMap(markdownLines),
    buttons: attachments
      .flatMap(({ actions }) => actions)
      .map(({ id: button, name: label, style }) => ({
        id: button,
        label,
        ...((style === "primary" || style === "danger") && { style }),
      })),
  };
}
