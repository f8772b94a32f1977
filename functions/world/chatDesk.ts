import { actions } from "../../lib/actions/index.ts";
import { openStored } from "../../lib/app/explain/open.ts";
import { patientReads } from "../../lib/app/explain/patient.ts";
import { remembered } from "../../lib/app/remembered.ts";
import type { HearDesk, TalkDesk, TalkSource } from "../../lib/app/talk/desk.ts";
import { mattermostMouth } from "../../lib/chat/mattermost/mouth.ts";
import { noteText } from "../../lib/chat/note.ts";
import type { Mouth } from "../../lib/chat/provider.ts";
import { sealPress } from "../../lib/chat/seal.ts";
import { slackMouth } from "../../lib/chat/slack/mouth.ts";
import { SettingsError } from "../../lib/core/errors.ts";
import type { Sent } from "../../lib/core/talk.ts";
import { usualPerMinute } from "../../lib/core/throttleSizes.ts";
import type { Chat } from "../../lib/edge/chat.ts";
import { actionsUrlOf, redirectUrlOf } from "../../lib/edge/chatTalk.ts";
import { systemClock } from "../../lib/edge/clock.ts";
import { environment } from "../../lib/edge/config.ts";
import type { Log } from "../../lib/edge/log.ts";
import type { Source } from "../../lib/edge/sources.ts";
import { type Comments, createComments } from "../../lib/gitlab/comments.ts";
import type { OAuthApp } from "../chat/link.ts";
import { openThrottle } from "./throttle.ts";
import { readerGitLab } from "./tokens.ts";
import { budgetsOf, configuredSources, watchedSources } from "./watched.ts";

/** The values of one parameter below `/penstock/STAGE/chat/`, at least one. @throws when they cannot be loaded */
export type ChatSecrets = (parameter: string) => Promise<readonly string[]>;

interface Ground extends HearDesk {
  readonly chat: Chat;
  readonly sources: readonly Source[];
  readonly record: "all" | "wanted";
  readonly log: Log;
  readonly secretsOf: ChatSecrets;
}

/** Somebody waits for the answer. */
const callTimeoutSeconds = 6;

/** What answering needs of the world, loaded when something is to be answered: looks at GitLab, and the ways to say things. */
export async function chatDesk({ chat, sources, record, log, secretsOf, ...heard }: Ground) {
  const ways = watchedSources(configuredSources(environment()), {
    deployed: readerGitLab,
    local: ({ reads }) => reads,
    onAnswer: (...answer) => throttle.heard(...answer),
    callTimeoutSeconds,
    log,
  });
  const throttle = openThrottle(heard.store, systemClock, () => ways);
  const known = new Map<string, TalkSource>();
  for (const source of sources) {
    const way = ways.find(({ id }) => id === source.id);
    if (!way) continue;
    known.set(source.id, {
      id: source.id,
      url: source.url,
      projects: source.projects,
      requestsPerMinute: source.requestsPerMinute ?? usualPerMinute,
      budgets: budgetsOf(source),
      async reads(until) {
        const bounds = { source: source.id, throttle, clock: systemClock, until };
        return remembered(patientReads(await way.open(), bounds));
      },
    });
  }
  const comments = commentsOf(chat, sources, secretsOf);
  const say: TalkDesk["say"] = async (place, message, ref): Promise<Sent> => {
    if (place.provider === "gitlab")
      return await (await comments(place.team)).write(place, noteText(message, known.get(place.team)?.url));
    const mouth = await mouths(place.provider);
    if (!mouth) return { kind: "refused", why: `${place.provider} is not set up` };
    return ref === undefined ? await mouth.send(place, message) : await mouth.change(place, ref, message);
  };
  const [key = ""] = await secretsOf(chat.buttons);
  const mouths = mouthsOf(chat, secretsOf);
  const desk: TalkDesk = {
    ...heard,
    actions,
    rules: async (id) => await openStored(await heard.store.rulebook(id), actions, "live"),
    source: (id) => known.get(id),
    sources: sources.map(({ id }) => id),
    record,
    seal: (press, where) => sealPress(press, where, key),
    say,
    comments,
    noted: () => throttle.noted(),
    log,
  };
  return { desk, comments, app: (id: string) => appOf(id, { chat, sources, secretsOf }) };
}

/** The comments of each source that takes commands there, kept as long as its token is the same. */
function commentsOf(chat: Chat, sources: readonly Source[], secretsOf: ChatSecrets) {
  const made = new Map<string, Comments>();
  return async (id: string): Promise<Comments> => {
    const way = chat.comments.find(({ source }) => source === id);
    const source = sources.find((one) => one.id === id);
    if (!way || !source) throw new SettingsError(`- chat.comments: ${id} is not among them`);
    const [token = ""] = await secretsOf(way.token);
    const key = JSON.stringify([id, token]);
    const { url: baseUrl, ca: caPem } = source;
    const options = { baseUrl, token, clock: systemClock, ...(caPem !== undefined && { caPem }) };
    const comments = made.get(key) ?? createComments(options);
    made.set(key, comments);
    return comments;
  };
}

/** The ways to say things, each kept as long as its secrets are the same. */
function mouthsOf(chat: Chat, secretsOf: ChatSecrets) {
  const made = new Map<string, Mouth>();
  return async (provider: "slack" | "mattermost"): Promise<Mouth | undefined> => {
    const way = chat[provider];
    if (!way) return undefined;
    const [botToken] = way.bot === undefined ? [] : await secretsOf(way.bot);
    const commandTokens = "commands" in way ? await secretsOf(way.commands) : [];
    const key = JSON.stringify([provider, botToken, commandTokens]);
    const mouth =
      made.get(key) ?? mouthOf(provider, chat, { commandTokens, ...(botToken !== undefined && { botToken }) });
    if (mouth) made.set(key, mouth);
    return mouth;
  };
}

function mouthOf(
  provider: "slack" | "mattermost",
  { slack, mattermost, url }: Chat,
  { commandTokens, ...bot }: { readonly commandTokens: readonly string[]; readonly botToken?: string },
): Mouth | undefined {
  const said = { clock: systemClock, ...bot };
  if (provider === "slack") {
    if (!slack) return undefined;
    const { source, workspaces } = slack;
    return slackMouth({ source, workspaces, signingSecrets: [], ...said });
  }
  if (!mattermost) return undefined;
  const { source, url: server, teams } = mattermost;
  return mattermostMouth({ source, url: server, teams, commandTokens, actionsUrl: actionsUrlOf({ url }), ...said });
}

/** The OAuth application with which people of a source link their chat; `undefined`: nobody can. */
async function appOf(
  id: string,
  { chat, sources, secretsOf }: Pick<Ground, "chat" | "sources" | "secretsOf">,
): Promise<OAuthApp | undefined> {
  const link = chat.links.find(({ source }) => source === id);
  const source = sources.find((one) => one.id === id);
  if (!link || !source) return undefined;
  const [clientSecret] = link.secret === undefined ? [] : await secretsOf(link.secret);
  return {
    source: id,
    url: source.url,
    ...(source.ca !== undefined && { caPem: source.ca }),
    clientId: link.application,
    ...(clientSecret !== undefined && { clientSecret }),
    redirectUrl: redirectUrlOf(chat, id),
  };
}
