import type { TestContext } from "node:test";
import { createMattermost, type Mattermost } from "../../../infra/mattermost/mattermost.ts";
import { serveMattermost } from "../../../infra/mattermost/serve.ts";
import type { Channel, Post, Team, User } from "../../../infra/mattermost/world.ts";
import { type VirtualClock, virtualClock } from "../../../infra/twin/clock.ts";
import { mattermostMouth } from "../../../lib/chat/mattermost/mouth.ts";
import type { MattermostSettings } from "../../../lib/chat/mattermost/settings.ts";
import type { Mouth } from "../../../lib/chat/provider.ts";
import type { ChannelPlace } from "../../../lib/core/talk.ts";

/** A Mattermost with a channel, a person and a bot in it, and a mouth that speaks there. */
export interface Speaking {
  readonly mattermost: Mattermost;
  readonly clock: VirtualClock;
  readonly team: Team;
  readonly alice: User;
  readonly bot: User & { readonly token: string };
  readonly channel: Channel;
  readonly place: ChannelPlace;
  readonly settings: MattermostSettings;
  readonly mouth: Mouth;
  /** A place that still takes answers to a command of alice's. */
  replying(): ChannelPlace;
  /** What everybody, or one person, sees in the channel. */
  seen(user?: User): readonly Post[];
}

export async function speaking(
  t: TestContext,
  given: Partial<MattermostSettings> & { readonly isAdmin?: boolean; readonly callTimeoutSeconds?: number } = {},
): Promise<Speaking> {
  const clock = virtualClock();
  const mattermost = createMattermost({ clock: clock.now });
  const served = await serveMattermost(mattermost);
  t.after(() => served.close());
  const { isAdmin = false, ...more } = given;
  const team = mattermost.addTeam("shop");
  const alice = mattermost.addUser("alice");
  const bot = mattermost.addBot("penstock", { isAdmin });
  const channel = mattermost.addChannel({ team: team.id, name: "deploys", members: [alice.id, bot.id] });
  const command = mattermost.addCommand({ team: team.id, trigger: "penstock", url: "http://127.0.0.1:9/" });
  const settings: MattermostSettings = {
    source: "gitlab",
    url: served.url,
    teams: [team.id],
    commandTokens: [command.token],
    botToken: bot.token,
    actionsUrl: "http://127.0.0.1:9/chat/mattermost",
    ...more,
  };
  const mouth = mattermostMouth({ ...settings, clock: clock.now });
  t.after(() => mouth.close());
  const place: ChannelPlace = { provider: "mattermost", team: team.id, channel: channel.id };
  return {
    mattermost,
    clock,
    team,
    alice,
    bot,
    channel,
    place,
    settings,
    mouth,
    replying() {
      const hook = { command, user: alice.id, channel: channel.id, root: "", at: clock.now(), uses: 0 };
      const id = mattermost.world.newId();
      mattermost.world.hooks.set(id, { id, ...hook });
      return { ...place, reply: { url: `${served.url}/hooks/commands/${id}`, until: clock.now() + 30 * 60_000 } };
    },
    seen: (user) => mattermost.posts(channel.id, user?.id ?? bot.id),
  };
}

/** A mouth without a bot. */
export function withoutBot({ settings, clock }: Speaking, t: TestContext): Mouth {
  const { botToken: _, ...rest } = settings;
  const mouth = mattermostMouth({ ...rest, clock: clock.now });
  t.after(() => mouth.close());
  return mouth;
}
