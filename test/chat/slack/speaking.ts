import type { TestContext } from "node:test";
import { serveSlack } from "../../../infra/slack/serve.ts";
import { createSlack, type SlackOptions } from "../../../infra/slack/slack.ts";
import { newReply, type User } from "../../../infra/slack/state.ts";
import { virtualClock } from "../../../infra/twin/clock.ts";
import { slackMouth } from "../../../lib/chat/slack/mouth.ts";
import type { SlackSettings } from "../../../lib/chat/slack/settings.ts";
import type { ChannelPlace } from "../../../lib/core/talk.ts";
import { now, secret, settings } from "./knocking.ts";

export const botToken = "xoxb-0000-stand-in";

interface Options extends Partial<SlackOptions> {
  readonly settings?: Partial<SlackSettings>;
  /** What the mouth knows of the bot's token; `null`: nothing. */
  readonly token?: string | null;
  readonly hasBot?: boolean;
  readonly callTimeoutSeconds?: number;
}

/** A mouth before a small Slack, with one channel and one person in it. */
export async function openMouth(t: TestContext, options: Options = {}) {
  const clock = virtualClock(now);
  const { settings: more, token = botToken, hasBot = true, callTimeoutSeconds, ...rest } = options;
  const slack = createSlack({ clock: clock.now, signingSecret: secret, botToken, burst: false, ...rest });
  const served = await serveSlack(slack);
  t.after(() => served.close());
  const alice = slack.addUser("alice");
  const deploys = slack.addChannel("deploys", { members: [alice], hasBot });
  const { botToken: _, ...without } = settings;
  const mouth = slackMouth({
    ...without,
    ...(token !== null && { botToken: token }),
    apiUrl: served.apiUrl,
    replyOrigins: [served.url],
    ...more,
    clock: clock.now,
    ...(callTimeoutSeconds !== undefined && { callTimeoutSeconds }),
  });
  t.after(() => mouth.close());
  const place: ChannelPlace = { provider: "slack", team: slack.world.workspace, channel: deploys.id };
  /** The same place, with an address that takes answers. */
  const replied = (user: User = alice): ChannelPlace => {
    const { key } = newReply(slack.world, { channel: deploys.id, user: user.id });
    return { ...place, reply: { url: `${served.url}/commands/T1/${key}`, until: clock.now() + 30 * 60_000 } };
  };
  return { clock, slack, served, alice, deploys, mouth, place, replied };
}
