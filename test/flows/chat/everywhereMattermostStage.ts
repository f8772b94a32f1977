import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { createMattermost } from "../../../infra/mattermost/mattermost.ts";
import { readingOf } from "../../../infra/mattermost/reading.ts";
import type { Heard } from "../../../infra/mattermost/say.ts";
import { serveMattermost } from "../../../infra/mattermost/serve.ts";
import type { Post, User } from "../../../infra/mattermost/world.ts";
import {
  type Chat,
  type Clicking,
  type EverywhereWorld,
  gatesIn,
  type Name,
  names,
  openWorld,
} from "./everywhereWorld.ts";

/** A Mattermost whose channel `deploys` everybody is in; gates are shown there where `withGates` says so. */
export async function mattermostEverywhere(
  t: TestContext,
  { withGates = false } = {},
): Promise<Chat & Clicking & { readonly world: EverywhereWorld }> {
  let clock = () => 0;
  const mattermost = createMattermost({ clock: () => clock() });
  const served = await serveMattermost(mattermost);
  t.after(() => served.close());
  const team = mattermost.addTeam("shop").id;
  const users = Object.fromEntries(names.map((name) => [name, mattermost.addUser(name)])) as Record<Name, User>;
  const bot = mattermost.addBot("penstock", { isAdmin: true });
  const members = [...Object.values(users), bot].map(({ id }) => id);
  const [deploys, other] = ["deploys", "other"].map((name) => mattermost.addChannel({ team, name, members }).id);
  assert.ok(deploys !== undefined && other !== undefined);
  const world = await openWorld(t, ({ url, common }) => {
    const actionsUrl = `${url}/chat/mattermost`;
    const command = mattermost.addCommand({ team, trigger: "penstock", url: actionsUrl });
    const place = { provider: "mattermost", team, channel: deploys } as const;
    return {
      ...common,
      mattermost: {
        source: "gitlab",
        url: served.url,
        teams: [team],
        commandTokens: [command.token],
        signingKeys: [mattermost.signingKey],
        botToken: bot.token,
        actionsUrl,
      },
      settings: {
        ...common.settings,
        ...(withGates && gatesIn(place)),
      },
    };
  });
  clock = world.clock.now;
  for (const name of names)
    if (name !== "zoe") await world.link({ provider: "mattermost", team, user: users[name].id }, name);

  let last: Heard | undefined;
  const looked = new Map<string, Post>();
  const look = (post: Post) => {
    const id = `${post.id} ${looked.size}`;
    looked.set(id, structuredClone(post));
    const buttons = post.attachments.flatMap(({ actions }) => actions.map(({ name }) => name));
    return { id, text: plain(post), buttons };
  };
  const looking = (id: string): Post => looked.get(id) ?? assert.fail(`nobody looked at ${id}`);
  const read = (who: Name, channel: string) =>
    mattermost
      .posts(channel, users[who].id)
      .map(plain)
      .filter((text) => !text.endsWith(" On it."));
  return {
    world,
    name: "Mattermost",
    isPrivate: true,
    voice: "mattermost",
    async say(who, text) {
      last = await mattermost.say({ user: users[who].id, channel: deploys, text: `/penstock ${text}` });
    },
    async again() {
      const { url, headers, body } = last?.sent ?? assert.fail();
      const answer = await fetch(url, { method: "POST", headers, body });
      assert.equal(answer.status, 200, await answer.text());
    },
    answers: (who) => read(who, deploys),
    links(who) {
      const { message, attachments } = mattermost.posts(deploys, users[who].id).at(-1) ?? assert.fail();
      const texts = [message, ...attachments.map(({ text }) => text)];
      return texts.flatMap((text) => readingOf(text).links.map(({ url }) => url));
    },
    elsewhere: () => [...mattermost.world.posts.values()].filter(({ channel }) => channel !== deploys).length,
    async click(who, button, { id }) {
      const post = looking(id);
      // a client clicks what it shows, though the post may be another by now
      const now = mattermost.world.posts.get(post.id);
      mattermost.world.posts.set(post.id, post);
      last = await mattermost.click({ user: users[who].id, post: post.id, button });
      if (now) mattermost.world.posts.set(post.id, now);
    },
    request: (job) =>
      look(
        mattermost.posts(deploys).find((one) => !one.onlyFor && plain(one).includes(`job ${job} `)) ?? assert.fail(),
      ),
    stolen({ id }) {
      const copied = { ...structuredClone(looking(id)), id: mattermost.world.newId(), channel: other };
      mattermost.world.posts.set(copied.id, copied);
      return look(copied);
    },
    answersThere: (who) => read(who, other),
    rename(who, name) {
      users[who].username = name;
    },
  };
}

function plain({ message, attachments }: Pick<Post, "message" | "attachments">): string {
  return [message, ...attachments.map(({ text }) => text)]
    .map((text) => readingOf(text).plain.trim())
    .filter((text) => text !== "")
    .join("\n");
}
