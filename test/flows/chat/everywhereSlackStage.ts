import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { buttonsOf, piecesOf, readAloud } from "../../../infra/slack/look.ts";
import { serveSlack } from "../../../infra/slack/serve.ts";
import { createSlack, type Delivery } from "../../../infra/slack/slack.ts";
import { addMessage, type Channel, type Message, type User } from "../../../infra/slack/state.ts";
import {
  type Chat,
  type Clicking,
  type EverywhereWorld,
  gatesIn,
  type Name,
  names,
  openWorld,
} from "./everywhereWorld.ts";

const signingSecret = "8f742231b10e8888abcd99yyyzzz85a5";
const botToken = "xoxb-0000-stand-in";

/** A Slack whose channel `deploys` everybody is in; gates are shown there where `withGates` says so. */
export async function slackEverywhere(
  t: TestContext,
  { withGates = false } = {},
): Promise<Chat & Clicking & { readonly world: EverywhereWorld }> {
  let clock = () => 0;
  const slack = createSlack({ clock: () => clock(), signingSecret, botToken, burst: false });
  const served = await serveSlack(slack);
  t.after(() => served.close());
  const users = Object.fromEntries(names.map((name) => [name, slack.addUser(name)])) as Record<Name, User>;
  const everybody = { members: Object.values(users) };
  const [deploys, other] = [slack.addChannel("deploys", everybody), slack.addChannel("other", everybody)];
  const team = slack.world.workspace;
  const world = await openWorld(t, ({ url, common }) => {
    slack.requestUrl = `${url}/chat/slack`;
    const place = { provider: "slack", team, channel: deploys.id } as const;
    return {
      ...common,
      slack: {
        source: "gitlab",
        workspaces: [team],
        signingSecrets: [signingSecret],
        botToken,
        apiUrl: served.apiUrl,
        replyOrigins: [served.url],
      },
      settings: {
        ...common.settings,
        ...(withGates && gatesIn(place)),
      },
    };
  });
  clock = world.clock.now;
  for (const name of names)
    if (name !== "zoe") await world.link({ provider: "slack", team, user: users[name].id }, name);

  let last: Delivery | undefined;
  const looked = new Map<string, Message>();
  const look = (message: Message) => {
    const id = `${message.channel} ${message.ts} ${looked.size}`;
    looked.set(id, structuredClone(message));
    return { id, text: readAloud(message), buttons: buttonsOf(message).map(({ label }) => label) };
  };
  const looking = (id: string): Message => looked.get(id) ?? assert.fail(`nobody looked at ${id}`);
  const seenBy = (who: Name, channel: Channel): readonly Message[] => slack.seen(users[who], channel);
  const read = (who: Name, channel: Channel) =>
    seenBy(who, channel)
      .map(readAloud)
      .filter((text) => !text.endsWith(" On it."));
  return {
    world,
    name: "Slack",
    isPrivate: true,
    voice: "slack",
    async say(who, text) {
      last = await slack.say(users[who], deploys, `/penstock ${text}`);
    },
    async again() {
      assert.ok(last);
      await slack.again(last);
      await slack.again(last, "asItWas");
    },
    answers: (who) => read(who, deploys),
    links: (who) => piecesOf(seenBy(who, deploys).at(-1) ?? assert.fail()).flatMap(({ url }) => url ?? []),
    elsewhere: () => slack.world.messages.filter(({ channel }) => channel !== deploys.id).length,
    async click(who, button, { id }) {
      last = await slack.click(users[who], looking(id), button);
    },
    request: (job) =>
      look(slack.world.messages.find((one) => !one.onlyFor && readAloud(one).includes(`job ${job} `)) ?? assert.fail()),
    stolen({ id }) {
      const { text, blocks } = looking(id);
      return look(addMessage(slack.world, { channel: other.id, by: "app", text, blocks }));
    },
    answersThere: (who) => read(who, other),
    rename(who, name) {
      users[who] = { ...users[who], name };
      slack.world.users.set(users[who].id, users[who]);
    },
  };
}
