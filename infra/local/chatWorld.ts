import type { ChatWorld } from "../../functions/chat/chatWorld.ts";
import { heardComment } from "../../functions/chat/comment.ts";
import { linked, linkUrlOf } from "../../functions/chat/link.ts";
import { prepareSecrets } from "../../functions/world/door.ts";
import { plainSource } from "../../functions/world/sources.ts";
import type { WorkerWorld } from "../../functions/world/worker.ts";
import { actions } from "../../lib/actions/index.ts";
import { openStored } from "../../lib/app/explain/open.ts";
import { patientReads } from "../../lib/app/explain/patient.ts";
import { remembered } from "../../lib/app/remembered.ts";
import type { TalkDesk, TalkSource } from "../../lib/app/talk/desk.ts";
import { oneToken } from "../../lib/app/throttleShared.ts";
import { mattermostEar } from "../../lib/chat/mattermost/ear.ts";
import { mattermostMouth } from "../../lib/chat/mattermost/mouth.ts";
import { noteText } from "../../lib/chat/note.ts";
import type { Mouth } from "../../lib/chat/provider.ts";
import { openPress, sealPress } from "../../lib/chat/seal.ts";
import { slackEar } from "../../lib/chat/slack/ear.ts";
import { slackMouth } from "../../lib/chat/slack/mouth.ts";
import type { Sent } from "../../lib/core/talk.ts";
import type { TalkSettings } from "../../lib/core/talkSettings.ts";
import { usualPerMinute } from "../../lib/core/throttleSizes.ts";
import type { Clock } from "../../lib/core/time.ts";
import { giveWay } from "../../lib/edge/giveWay.ts";
import type { Log } from "../../lib/edge/log.ts";
import { orderedText } from "../../lib/edge/random.ts";
import { createComments } from "../../lib/gitlab/comments.ts";
import type { ChatOptions } from "./chatOptions.ts";

/** What of a house its chat stands on. */
export interface ChatHouse {
  readonly clock: Clock;
  readonly source: string;
  readonly secrets: readonly string[];
  readonly projects?: readonly string[];
  readonly gitlab: { readonly url: string; readonly caPem?: string };
  readonly record?: "all" | "wanted";
  readonly requestsPerMinute?: number;
  readonly functionSeconds?: number;
  readonly log: Log;
}

/** Chat over the same tables, rules and rate budget as the workers. */
export function chatWorld(
  options: ChatHouse & { readonly chat: ChatOptions },
  worker: WorkerWorld,
): ChatWorld & { close(): Promise<void> } {
  const { clock, source, secrets, projects, log, chat, gitlab } = options;
  const { slack, mattermost, commentToken, link, buttonKey } = chat;
  const settings: TalkSettings = { channels: {}, routes: [], operators: {}, perMinute: 10, ...chat.settings };
  const mouths: readonly Mouth[] = [
    ...(slack ? [slackMouth({ ...slack, clock })] : []),
    ...(mattermost ? [mattermostMouth({ ...mattermost, clock })] : []),
  ];
  const { url: baseUrl, caPem } = gitlab;
  const ca = caPem !== undefined && { caPem };
  const comments =
    commentToken === undefined ? undefined : createComments({ baseUrl, token: commentToken, clock, ...ca });
  const known = plainSource(source, prepareSecrets(secrets), projects ?? ["**"]);
  const heard = { store: worker.store, settings, clock, random: orderedText, giveWay };

  const say: TalkDesk["say"] = async (place, message, ref): Promise<Sent> => {
    if (place.provider === "gitlab")
      return comments
        ? await comments.write(place, noteText(message, gitlab.url))
        : { kind: "refused", why: "no token" };
    const mouth = mouths.find(({ provider }) => provider === place.provider);
    if (!mouth) return { kind: "refused", why: `${place.provider} is not set up` };
    return ref === undefined ? await mouth.send(place, message) : await mouth.change(place, ref, message);
  };
  const desk: TalkDesk = {
    ...heard,
    actions,
    rules: async (id) => await openStored(await worker.store.rulebook(id), actions, "live"),
    source: (id) => (id === source ? talkSource(options, worker) : undefined),
    sources: [source],
    record: options.record ?? "all",
    ...(comments && { comments: async () => comments }),
    seal: (press, where) => sealPress(press, where, buttonKey),
    say,
    noted: () => worker.throttle.noted(),
    log,
  };
  const world: ChatWorld = {
    ...heard,
    ear: async (provider) =>
      provider === "slack" ? slack && slackEar(slack) : mattermost && mattermostEar(mattermost),
    open: async (token, where) => openPress(token, where, [buttonKey]),
    comment: async (request, id) => {
      if (id !== source || !comments) return { statusCode: 404 };
      return await heardComment(request, { source: known, comments: async () => comments }, world);
    },
    link: async (request, query) =>
      await linked(request, query, {
        app: async (id) => (link && id === source ? { source, url: baseUrl, ...ca, ...link } : undefined),
        world,
      }),
    linkUrl: (id) => (link && id === source ? linkUrlOf(link) : undefined),
    desk: async () => desk,
    actions,
    sources: [source],
    log,
  };
  return {
    ...world,
    async close() {
      await Promise.all([...mouths.map((mouth) => mouth.close()), comments?.close()]);
    },
  };
}

/** On one machine there is one token: the looks are the workers'. */
function talkSource(
  { source, gitlab, projects, requestsPerMinute, clock }: ChatHouse,
  worker: WorkerWorld,
): TalkSource {
  return {
    id: source,
    url: gitlab.url,
    projects: projects ?? ["**"],
    requestsPerMinute: requestsPerMinute ?? usualPerMinute,
    budgets: oneToken,
    async reads(until) {
      const found = await worker.gitlab(source);
      if (!found) throw new Error(`no way to ${source}`);
      return remembered(patientReads(found.reads, { source, throttle: worker.throttle, clock, until }));
    },
  };
}
