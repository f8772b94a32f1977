import type { Pressable } from "./look.ts";
import { type Channel, type Message, newTrigger, newTs, type ReplyAddress, type User, type World } from "./state.ts";

interface Told {
  readonly world: World;
  readonly user: User;
  readonly reply: ReplyAddress;
  /** Claimed, whatever is true. */
  readonly workspace?: string | undefined;
}

/** Source: docs.slack.dev/interactivity/implementing-slash-commands, "App command payload" (read 2026-11). */
export function commandForm(told: Told & { readonly channel: Channel; readonly line: string }): URLSearchParams {
  const { world, user, channel, line } = told;
  const [command = "", ...words] = line.split(" ");
  const team = told.workspace ?? user.team;
  return new URLSearchParams({
    token: "of-old-and-not-believed",
    team_id: team,
    team_domain: "stand-in",
    channel_id: channel.id,
    channel_name: channel.name,
    user_id: user.id,
    user_name: user.name,
    command,
    text: words.join(" "),
    api_app_id: "A0STANDIN",
    is_enterprise_install: "false",
    response_url: `${world.url}/commands/${team}/${told.reply.key}`,
    trigger_id: newTrigger(),
  });
}

/** Source: docs.slack.dev/reference/interaction-payloads/block_actions-payload (read 2026-11). */
export function clickForm(told: Told & { readonly message: Message; readonly pressed: Pressable }): URLSearchParams {
  const { world, user, message, pressed, reply } = told;
  const team = told.workspace ?? world.workspace;
  const isEphemeral = message.onlyFor !== undefined;
  const thread = message.thread === undefined ? {} : { thread_ts: message.thread };
  const channel = world.channels.get(message.channel);
  const payload = {
    type: "block_actions",
    team: { id: team, domain: "stand-in" },
    user: { id: user.id, username: user.name, name: user.name, team_id: told.workspace ?? user.team },
    api_app_id: "A0STANDIN",
    token: "of-old-and-not-believed",
    container: {
      type: "message",
      message_ts: message.ts,
      channel_id: message.channel,
      is_ephemeral: isEphemeral,
      ...thread,
    },
    trigger_id: newTrigger(),
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: message.channel, name: channel?.name },
    // of what one person alone sees Slack sends no message
    ...(!isEphemeral && { message: { type: "message", ts: message.ts, text: message.text, ...thread } }),
    response_url: `${world.url}/actions/${team}/${reply.key}`,
    actions: [
      {
        type: "button",
        action_id: pressed.actionId,
        block_id: pressed.blockId,
        text: { type: "plain_text", text: pressed.label, emoji: false },
        value: pressed.value,
        action_ts: newTs(world),
      },
    ],
  };
  return new URLSearchParams({ payload: JSON.stringify(payload) });
}
