import { randomBytes } from "node:crypto";
import { linkKey } from "../../lib/app/talk/links.ts";
import type { Store } from "../../lib/core/ports.ts";
import type { ChannelPlace } from "../../lib/core/talk.ts";
import type { Route, TalkSettings } from "../../lib/core/talkSettings.ts";
import type { Clock } from "../../lib/core/time.ts";
import { createMattermost } from "../mattermost/mattermost.ts";
import { serveMattermost } from "../mattermost/serve.ts";
import { serveSlack } from "../slack/serve.ts";
import { createSlack } from "../slack/slack.ts";
import { addSamplePeople } from "../twin/samples.ts";
import type { Twin } from "../twin/twin.ts";
import type { ChatOptions } from "./chatOptions.ts";
import { mattermostChat } from "./page/mattermostChat.ts";
import type { PageChat } from "./page/pageChat.ts";
import { slackChat } from "./page/slackChat.ts";

/** The stand-ins of Slack and Mattermost beside the twin, with the sample people in them. */
export interface ChatTown {
  readonly chats: readonly PageChat[];
  /** What a house's chat function is told, once its address is known. */
  options(url: string): ChatOptions;
  /** Links the people of the sample world, but for the visitor, who may try how that is done. */
  link(store: Pick<Store, "putNote">): Promise<void>;
}

/** Who is in the chats; in GitLab each has the same name. */
export const chatPeople = ["ada", "grace", "linus", "visitor"] as const;
const linkedPeople = ["ada", "grace", "linus"] as const;
const channelNames = ["deploys", "ops"] as const;

export interface TownParts {
  readonly twin: Twin;
  readonly clock: Clock;
  readonly source: string;
  /** How to end what is started, newest last. */
  readonly endings: (() => unknown)[];
}

/** A chat that was started. */
interface Opened {
  readonly chat: PageChat;
  readonly team: string;
  options(url: string): Pick<ChatOptions, "slack" | "mattermost">;
}

export async function openTown(parts: TownParts): Promise<ChatTown> {
  addSamplePeople(parts.twin);
  const opened = [await openSlack(parts), await openMattermost(parts)];
  const { twin, source, clock } = parts;
  return {
    chats: opened.map(({ chat }) => chat),
    options: (url) => ({
      ...Object.assign({}, ...opened.map((one) => one.options(url))),
      commentToken: twin.bot.token,
      link: linkApp(twin, `${url}/chat/link/callback`),
      settings: talkSettings(opened, parts),
      buttonKey: randomBytes(32).toString("base64url"),
    }),
    async link(store) {
      for (const { chat, team } of opened)
        for (const name of linkedPeople) {
          const person = twin.world.people.find(({ username }) => username === name);
          const user = chat.people.find((one) => one.name === name);
          if (!person || !user) throw new Error(`there is no ${name} to be linked`);
          const speaker = { provider: chat.id, team, user: user.id };
          const link = JSON.stringify({ userId: person.id, username: name, at: clock() });
          await store.putNote(linkKey(source, speaker), link, undefined);
        }
    },
  };
}

/** An application of the twin's: people say there who they are. */
function linkApp(twin: Twin, redirectUrl: string): NonNullable<ChatOptions["link"]> {
  const { id, secret } = twin.addApplication({ name: "Penstock", redirectUri: redirectUrl });
  return { clientId: id, clientSecret: secret, redirectUrl };
}

async function openSlack({ clock, source, endings }: TownParts): Promise<Opened> {
  const signingSecret = randomBytes(16).toString("hex");
  const botToken = `xoxb-${randomBytes(16).toString("hex")}`;
  const slack = createSlack({ clock, signingSecret, botToken });
  const members = chatPeople.map((name) => slack.addUser(name));
  for (const name of channelNames) slack.addChannel(name, { members });
  const served = await serveSlack(slack);
  endings.push(() => served.close());
  const team = slack.world.workspace;
  return {
    chat: slackChat(slack),
    team,
    options(url) {
      slack.requestUrl = `${url}/chat/slack`;
      const { apiUrl, url: origin } = served;
      const settings = { source, workspaces: [team], signingSecrets: [signingSecret], botToken, apiUrl };
      return { slack: { ...settings, replyOrigins: [origin] } };
    },
  };
}

async function openMattermost({ clock, source, endings }: TownParts): Promise<Opened> {
  const mattermost = createMattermost({ clock, seed: randomBytes(16).toString("hex") });
  const served = await serveMattermost(mattermost);
  endings.push(() => served.close());
  const team = mattermost.addTeam("sample").id;
  const members = chatPeople.map((name) => mattermost.addUser(name).id);
  const bot = mattermost.addBot("penstock", { isAdmin: true });
  for (const name of channelNames) mattermost.addChannel({ team, name, members: [...members, bot.id] });
  return {
    chat: mattermostChat(mattermost, team),
    team,
    options(url) {
      const actionsUrl = `${url}/chat/mattermost`;
      const { token } = mattermost.addCommand({ team, trigger: "penstock", url: actionsUrl });
      const settings = { source, url: served.url, teams: [team], commandTokens: [token], botToken: bot.token };
      return { mattermost: { ...settings, signingKeys: [mattermost.signingKey], actionsUrl } };
    },
  };
}

/** Gates and what became of them in #deploys, all else in #ops; ada may stop everything. */
function talkSettings(opened: readonly Opened[], { twin, source }: TownParts): Partial<TalkSettings> {
  const channels: Record<string, Pick<ChannelPlace, "provider" | "team" | "channel">> = {};
  const routes: (Route & { readonly source: string })[] = [];
  for (const { chat, team } of opened)
    for (const { id, name } of chat.channels) {
      const to = `${chat.id}-${name}`;
      channels[to] = { provider: chat.id, team, channel: id };
      if (name === "deploys") routes.push({ source, to, tell: ["gates", "outcomes"], rules: ["promote*"] });
      if (name === "ops") {
        routes.push({ source, to, tell: ["outcomes"], severity: "warning" });
        routes.push({ source, to, tell: ["people"] });
      }
    }
  const operator = twin.world.people.find(({ username }) => username === "ada");
  return { channels, routes, operators: operator ? { [source]: [operator.id] } : {} };
}
