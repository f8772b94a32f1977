import { actions } from "../../lib/actions/index.ts";
import { openPress } from "../../lib/chat/seal.ts";
import { SettingsError } from "../../lib/core/errors.ts";
import { type Chat, chatProblems, readChat } from "../../lib/edge/chat.ts";
import { actionsUrlOf, linkUrlOf, talkSettings } from "../../lib/edge/chatTalk.ts";
import { systemClock } from "../../lib/edge/clock.ts";
import { type Environment, environment, readSettings } from "../../lib/edge/config.ts";
import { giveWay } from "../../lib/edge/giveWay.ts";
import { knownIds } from "../../lib/edge/knownIds.ts";
import { createLog } from "../../lib/edge/log.ts";
import { once } from "../../lib/edge/once.ts";
import { orderedText } from "../../lib/edge/random.ts";
import { reply } from "../../lib/edge/request.ts";
import type { ChatWorld } from "../chat/chatWorld.ts";
import type { ChatSecrets } from "./chatDesk.ts";
import { deployedSecrets, deployedSource } from "./sources.ts";
import { openStore } from "./store.ts";

/**
 * Chat of a deployed function, by its environment. Its secrets are in SSM, below `/penstock/STAGE/chat/`. Where
 * `penstock.yaml` says nothing of chat nobody is heard, and nothing is told.
 *
 * @throws SettingsError
 */
export function realChat(): ChatWorld {
  const env = environment();
  const settings = readSettings(env, ["sources", "recording", "tables", "chat"], wrongChat);
  const { PENSTOCK_SOURCES: sources = [], PENSTOCK_STAGE: stage } = settings;
  const ids = sources.map(({ id }) => id);
  const read = readChat(settings.PENSTOCK_CHAT);
  const chat = "chat" in read ? read.chat : undefined;
  const log = createLog("chat", env);
  const store = openStore(settings, log);
  const ssm = deployedSecrets(log);
  const nameOf = (parameter: string) => `/penstock/${stage}/chat/${parameter}`;
  // Kept, so that a line that is set aside is told once, not with each comment.
  const doors = new Map(sources.map((source) => [source.id, deployedSource(source, stage, ssm, log)]));
  const secretsOf: ChatSecrets = async (parameter) => {
    const name = nameOf(parameter);
    const values = (await ssm.load([name])).get(name) ?? [];
    if (values.length === 0) throw new SettingsError(`the SSM parameter ${name} is empty`);
    return values;
  };
  const heard = {
    store,
    settings: chat ? talkSettings(chat) : { channels: {}, routes: [], operators: {}, perMinute: 10 },
    clock: systemClock,
    random: orderedText,
    giveWay,
  };
  const parts = once(async () => {
    if (!chat) throw new SettingsError("- penstock.yaml has no chat");
    const { chatDesk } = await import("./chatDesk.ts");
    return await chatDesk({ ...heard, chat, sources, record: settings.PENSTOCK_RECORD, log, secretsOf });
  });
  const world: ChatWorld = {
    ...heard,
    renewed: async (provider) => {
      const parameter = provider === "slack" ? chat?.slack?.signing : chat?.mattermost?.commands;
      return parameter !== undefined && (await ssm.renew([nameOf(parameter)]));
    },
    ear: async (provider) => chat && (await earOf(provider, chat, secretsOf)),
    open: async (token, where) => chat && openPress(token, where, await secretsOf(chat.buttons)),
    async comment(request, id) {
      const source = doors.get(id);
      if (!source || !chat?.comments.some((one) => one.source === id)) return reply(404, {});
      const { heardComment } = await import("../chat/comment.ts");
      const comments = async () => await (await parts()).comments(id);
      return await heardComment(request, { source, comments }, world);
    },
    async link(request, query) {
      const { linked } = await import("../chat/link.ts");
      return await linked(request, query, { app: async (id) => await (await parts()).app(id), world });
    },
    linkUrl: (id) => (chat?.links.some((one) => one.source === id) ? linkUrlOf(chat) : undefined),
    desk: async () => (await parts()).desk,
    actions,
    sources: chat ? ids : [],
    log,
  };
  return world;
}

/** How a chat is heard; what says things there is not loaded for it. */
async function earOf(provider: "slack" | "mattermost", chat: Chat, secretsOf: ChatSecrets) {
  if (provider === "slack") {
    if (!chat.slack) return undefined;
    const { slackEar } = await import("../../lib/chat/slack/ear.ts");
    const { source, workspaces, signing } = chat.slack;
    return slackEar({ source, workspaces, signingSecrets: await secretsOf(signing) });
  }
  if (!chat.mattermost) return undefined;
  const { mattermostEar } = await import("../../lib/chat/mattermost/ear.ts");
  const { commands, bot: _bot, ...mattermost } = chat.mattermost;
  return mattermostEar({
    ...mattermost,
    commandTokens: await secretsOf(commands),
    actionsUrl: actionsUrlOf(chat),
  });
}

function wrongChat(env: Environment): readonly string[] {
  return chatProblems(env.PENSTOCK_CHAT, knownIds(env));
}
