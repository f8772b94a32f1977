import type { TestContext } from "node:test";
import type { ChatOptions } from "../../../infra/local/chatOptions.ts";
import { openStage, type Stage, type StageOptions } from "../../../infra/local/stage.ts";
import { readAloud } from "../../../infra/slack/look.ts";
import { type ServedSlack, serveSlack } from "../../../infra/slack/serve.ts";
import { createSlack, type Slack, type SlackOptions } from "../../../infra/slack/slack.ts";
import type { Channel, User } from "../../../infra/slack/state.ts";
import { personOf } from "../../../infra/twin/state/world.ts";
import { linkKey } from "../../../lib/app/talk/links.ts";

/** A stage with a Slack beside it: one channel, and two people in it. */
export interface SlackStage extends Stage {
  readonly slack: Slack;
  readonly served: ServedSlack;
  readonly deploys: Channel;
  readonly alice: User;
  readonly bob: User;
  /** Links a person of Slack to one of the twin's, as OAuth would have. */
  link(user: User, username: string): Promise<void>;
  /** What somebody sees in the channel, oldest first, as they read it. */
  read(user: User, channel?: Channel): readonly string[];
}

interface Options extends Partial<StageOptions> {
  readonly slack?: Partial<SlackOptions>;
  readonly chat?: Partial<ChatOptions>;
  /** Without a bot token Penstock only answers. */
  readonly hasBot?: boolean;
}

export const startsAt = Date.UTC(2026, 10, 20, 9, 30);

export async function openSlackStage(t: TestContext, options: Options = {}): Promise<SlackStage> {
  const signingSecret = "8f742231b10e8888abcd99yyyzzz85a5";
  const botToken = "xoxb-0000-stand-in";
  let clock = () => startsAt;
  const slack = createSlack({ clock: () => clock(), signingSecret, botToken, ...options.slack });
  const served = await serveSlack(slack);
  t.after(() => served.close());
  const { slack: _, chat: more, hasBot = true, house, ...rest } = options;
  const chat = (url: string): ChatOptions => {
    slack.requestUrl = `${url}/chat/slack`;
    return {
      buttonKey: "a key for buttons",
      slack: {
        source: "gitlab",
        workspaces: [slack.world.workspace],
        signingSecrets: [signingSecret],
        ...(hasBot && { botToken }),
        apiUrl: served.apiUrl,
        replyOrigins: [served.url],
      },
      ...more,
    };
  };
  const stage = await openStage({
    rules: [],
    startsAt,
    ...rest,
    house: (twin) => ({ ...(typeof house === "function" ? house(twin) : house), chat }),
  });
  t.after(() => stage.close());
  clock = stage.clock.now;
  const alice = slack.addUser("alice");
  const bob = slack.addUser("bob");
  const deploys = slack.addChannel("deploys", { members: [alice, bob], hasBot });
  return {
    ...stage,
    slack,
    served,
    deploys,
    alice,
    bob,
    async link(user, username) {
      const { id: userId } = personOf(stage.twin.world, username);
      const key = linkKey("gitlab", { provider: "slack", team: user.team, user: user.id });
      await stage.house.store.putNote(key, JSON.stringify({ userId, username, at: stage.clock.now() }), undefined);
    },
    read: (user, channel = deploys) => slack.seen(user, channel).map(readAloud),
  };
}
