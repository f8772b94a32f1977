import { CommandAnswer, readJson } from "./foreign.ts";
import { ask } from "./integration.ts";
import { addPost } from "./posting.ts";
import { slackText } from "./slackText.ts";
import { makeTrigger } from "./trigger.ts";
import type { Command, Post, ResponseHook, World } from "./world.ts";

/** What a person writes into a channel. */
export interface Saying {
  readonly user: string;
  readonly channel: string;
  readonly text: string;
  /** The post that a thread hangs on. */
  readonly root?: string;
  /** In a direct message: the team that the person has before them. Else the channel's own. */
  readonly team?: string;
  /** Fields that are sent instead of the right ones: what an impostor would send. */
  readonly tamper?: Readonly<Record<string, string>>;
  /** Sends the request itself twice more, as nobody but a thief would. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came of it. */
export interface Heard {
  /** What everybody sees of it: of a command, nothing. */
  readonly post?: Post;
  /** Of a command: what its integration answered. */
  readonly status?: number;
  readonly answer?: unknown;
  /** What the person is told when it failed. */
  readonly trouble?: string;
  /** The request as it was sent, to be sent again by a thief. */
  readonly sent?: { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string };
}

/**
 * A person writes: a line that begins with a slash is a command, whose integration is asked with a form.
 * Source: github.com/mattermost/mattermost, server/channels/app/command.go, `ExecuteCommand`, `tryExecuteCustomCommand`,
 * `DoCommandRequest` (read 2026-11).
 */
export async function say(world: World, saying: Saying): Promise<Heard> {
  const { user, text } = saying;
  const channel = world.channels.get(saying.channel);
  if (!channel?.members.has(user)) return { trouble: "you are not in that channel" };
  if (!text.startsWith("/")) {
    const post = addPost(world, { user, channel: channel.id, message: text, root: saying.root ?? "" });
    return "why" in post ? { trouble: post.why } : { post };
  }
  const [, first = "", rest = ""] = /^\/(\S*)\s?([\s\S]*)$/.exec(text) ?? [];
  const team = channel.team === "" ? (saying.team ?? "") : channel.team;
  const command = [...world.commands.values()].find((one) => one.team === team && one.trigger === first.toLowerCase());
  if (!command) return { trouble: `there is no command /${first}` };
  const sent = requestOf(world, { saying, command, text: rest, channelName: channel.name });
  const said = await ask(sent.url, { ...sent, patienceMillis: world.patienceMillis });
  if ("trouble" in said) return { trouble: `the command failed: ${said.trouble}`, sent };
  if (said.status !== 200) return { status: said.status, trouble: `the command failed: ${said.status}`, sent };
  const answer = said.isJson ? readJson(said.body) : { text: said.body };
  const place = { user, channel: channel.id, root: saying.root ?? "" };
  const trouble = showAnswer(world, place, CommandAnswer.parse(answer ?? {}));
  return { status: 200, answer, sent, ...(trouble !== undefined && { trouble }) };
}

interface Commanding {
  readonly saying: Saying;
  readonly command: Command;
  readonly text: string;
  readonly channelName: string;
}

function requestOf(world: World, { saying, command, text, channelName }: Commanding) {
  const { user, channel, root = "", tamper = {}, headers = {} } = saying;
  const hook: ResponseHook = { id: world.newId(), command, user, channel, root, at: world.clock(), uses: 0 };
  world.hooks.set(hook.id, hook);
  const fields = {
    token: command.token,
    team_id: command.team,
    team_domain: world.teams.get(command.team)?.name ?? "",
    channel_id: channel,
    channel_name: channelName,
    user_id: user,
    user_name: world.users.get(user)?.username ?? "",
    command: `/${command.trigger}`,
    text,
    trigger_id: makeTrigger(world, user),
    root_id: root,
    response_url: `${world.url}/hooks/commands/${hook.id}`,
    ...tamper,
  };
  return {
    url: command.url,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      authorization: `Token ${fields.token}`,
      ...headers,
    },
    body: new URLSearchParams(fields).toString(),
  };
}

/** Shows what a command is answered with, at once or later; says why not. */
export function showAnswer(
  world: World,
  { user, channel, root }: { readonly user: string; readonly channel: string; readonly root: string },
  answer: CommandAnswer,
): string | undefined {
  const isPublic = answer.response_type === "in_channel";
  if (answer.text === "" && answer.attachments.length === 0) return undefined;
  const post = addPost(world, {
    user,
    channel,
    root,
    message: answer.skip_slack_parsing ? answer.text : slackText(answer.text),
    attachments: answer.attachments,
    isFromIntegration: true,
    ...(!isPublic && { onlyFor: user }),
  });
  return "why" in post ? post.why : undefined;
}
