import { linkKey } from "../../lib/app/talk/links.ts";
import type { Clock } from "../../lib/core/time.ts";
import { createMattermost, type Mattermost } from "../mattermost/mattermost.ts";
import { serveMattermost } from "../mattermost/serve.ts";
import { chatRules, recipes } from "./recipes.ts";
import { openStage, type Stage } from "./stage.ts";

/** A stage on which people also talk, in a channel of a Mattermost stand-in. */
export interface StoryStage extends Stage {
  readonly talk: {
    readonly mattermost: Mattermost;
    readonly channel: string;
    /** Linked to her namesake in GitLab. */
    readonly alice: string;
    /** Linked to nobody. */
    readonly stranger: string;
  };
}

const source = "gitlab";

/** The recipes that `npm start` applies, and a chat. */
export async function openStoryStage(startsAt: number): Promise<StoryStage> {
  let clock: Clock = () => startsAt;
  const mattermost = createMattermost({ clock: () => clock() });
  const served = await serveMattermost(mattermost);
  const team = mattermost.addTeam("shop").id;
  const bot = mattermost.addBot("penstock");
  const [alice, stranger] = [mattermost.addUser("alice").id, mattermost.addUser("stranger").id];
  const channel = mattermost.addChannel({ team, name: "deploys", members: [alice, stranger, bot.id] }).id;
  const chat = (url: string) => {
    const actionsUrl = `${url}/chat/mattermost`;
    const command = mattermost.addCommand({ team, trigger: "penstock", url: actionsUrl });
    const settings = { source, url: served.url, teams: [team], commandTokens: [command.token], botToken: bot.token };
    return { mattermost: { ...settings, actionsUrl }, buttonKey: "of-stories-that-have-no-buttons" };
  };
  const stage = await openStage({ rules: [...recipes(), ...chatRules()], startsAt, house: { chat } });
  clock = stage.clock.now;
  const person = stage.twin.world.people.find(({ username }) => username === "alice");
  const link = JSON.stringify({ userId: person?.id, username: "alice", at: startsAt });
  const speaker = { provider: "mattermost", team, user: alice } as const;
  await stage.house.store.putNote(linkKey(source, speaker), link, undefined);
  return {
    ...stage,
    talk: { mattermost, channel, alice, stranger },
    async close() {
      await stage.close();
      await served.close();
    },
  };
}
