import type { TestContext } from "node:test";
import { openStage, type Stage, type StageOptions } from "../../../infra/local/stage.ts";
import { createMattermost, type Mattermost } from "../../../infra/mattermost/mattermost.ts";
import { readingOf } from "../../../infra/mattermost/reading.ts";
import type { Heard } from "../../../infra/mattermost/say.ts";
import { serveMattermost } from "../../../infra/mattermost/serve.ts";
import type { Channel, Command, Post, Team, User } from "../../../infra/mattermost/world.ts";
import { personOf } from "../../../infra/twin/state/world.ts";
import { linkKey } from "../../../lib/app/talk/links.ts";
import type { MattermostSettings } from "../../../lib/chat/mattermost/settings.ts";
import { promote } from "../gates/approvalsStage.ts";
import { retryRule, rulebook } from "./talkStage.ts";

/** A stage with a Mattermost beside it: a team, a channel that gates are told in, and people in it. */
export interface MattermostStage extends Stage {
  readonly mattermost: Mattermost;
  readonly team: Team;
  readonly channel: Channel;
  readonly command: Command;
  readonly bot: User;
  /** By name: alice, bob and carol are maintainers of the project. */
  readonly people: Readonly<Record<"alice" | "bob" | "carol", User>>;
  /** Somebody writes in the channel, and all happens that follows. */
  say(who: User, text: string): Promise<Heard>;
  /** Somebody clicks a button of the newest post that has it, and all happens that follows. */
  press(who: User, label: string, tamper?: Readonly<Record<string, unknown>>): Promise<Heard>;
  /** What somebody sees, oldest first, as they read it; of direct messages too. */
  read(who: User): readonly string[];
  /** Every write in GitLab that really changed something, by us: `retry build`. */
  deeds(): readonly string[];
  /** A failed job, and its address as people paste it. */
  failedJob(name?: string): { readonly id: number; readonly url: string };
  /** A pipeline whose job `deploy` waits for two people. */
  gate(): Promise<number>;
}

interface Options extends Partial<StageOptions> {
  readonly isAdmin?: boolean;
  readonly settings?: Partial<MattermostSettings>;
  /** Who is not linked to anybody in GitLab. */
  readonly unlinked?: readonly string[];
}

/** The same request once more, and how it is answered: status and body. */
export async function sameAgain(sent: NonNullable<Heard["sent"]>): Promise<readonly [number, string]> {
  const answer = await fetch(sent.url, { method: "POST", headers: sent.headers, body: sent.body });
  return [answer.status, await answer.text()];
}

const startsAt = Date.UTC(2026, 0, 5, 9);
const names = ["alice", "bob", "carol"] as const;

export const gates = [{ file: "rules.yaml", text: promote() }];
export const retries = [{ file: "rules.yaml", text: rulebook(retryRule) }];

export async function mattermostStage(t: TestContext, options: Options = {}): Promise<MattermostStage> {
  const { isAdmin = false, settings, unlinked = [], ...rest } = options;
  let clock = () => startsAt;
  const mattermost = createMattermost({ clock: () => clock() });
  const served = await serveMattermost(mattermost);
  t.after(() => served.close());
  const team = mattermost.addTeam("shop");
  const [alice, bob, carol] = [mattermost.addUser("alice"), mattermost.addUser("bob"), mattermost.addUser("carol")];
  const people = { alice, bob, carol };
  const bot = mattermost.addBot("penstock", { isAdmin });
  const members = [alice.id, bob.id, carol.id, bot.id];
  const channel = mattermost.addChannel({ team: team.id, name: "deploys", members });
  const commands: Command[] = [];
  const chat = (url: string) => {
    const command = mattermost.addCommand({ team: team.id, trigger: "penstock", url: `${url}/chat/mattermost` });
    commands.push(command);
    return {
      buttonKey: "k".repeat(32),
      mattermost: {
        source: "gitlab",
        url: served.url,
        teams: [team.id],
        commandTokens: [command.token],
        signingKeys: [mattermost.signingKey],
        botToken: bot.token,
        actionsUrl: `${url}/chat/mattermost`,
        ...settings,
      },
      settings: {
        channels: { deploys: { provider: "mattermost" as const, team: team.id, channel: channel.id } },
        routes: [{ source: "gitlab", to: "deploys", tell: ["gates" as const] }],
      },
    };
  };
  const stage = await openStage({ rules: retries, startsAt, ...rest, house: () => ({ chat }) });
  t.after(() => stage.close());
  clock = stage.clock.now;
  const [command] = commands;
  if (!command) throw new Error("the house has no chat");
  const { twin, house } = stage;
  const project = twin.addProject({
    path: "shop/web",
    members: { ...Object.fromEntries(names.map((name) => [name, "maintainer"])), [twin.bot.username]: "maintainer" },
  });
  twin.addHook(project.id, stage.hook);
  for (const name of names.filter((one) => !unlinked.includes(one))) {
    const { id: userId } = personOf(twin.world, name);
    const key = linkKey("gitlab", { provider: "mattermost", team: team.id, user: people[name].id });
    await house.store.putNote(key, JSON.stringify({ userId, username: name, at: startsAt }), undefined);
  }
  return {
    ...stage,
    mattermost,
    team,
    channel,
    command,
    bot,
    people,
    async say(who, text) {
      const heard = await mattermost.say({ user: who.id, channel: channel.id, text });
      await stage.settle();
      return heard;
    },
    async press(who, label, tamper = {}) {
      const shown = (post: Post) => post.attachments.some(({ actions }) => actions.some(({ name }) => name === label));
      const post = mattermost.posts(channel.id).findLast(shown);
      const heard = await mattermost.click({ user: who.id, post: post?.id ?? "", button: label, tamper });
      await stage.settle();
      return heard;
    },
    read: (who) => mattermost.state(who.id).posts.map(plain),
    deeds: () =>
      twin.effects
        .filter(({ user }) => user === twin.bot.username)
        .map(({ verb, jobId }) => `${verb} ${twin.job(jobId).name}`),
    failedJob(name = "build") {
      const pipeline = twin.addPipeline(project.id, { by: "alice", jobs: [{ name }] });
      const { id } = twin.jobNamed(pipeline.id, name);
      twin.run(id);
      twin.fail(id);
      return { id, url: `${twin.world.url}/shop/web/-/jobs/${id}` };
    },
    async gate() {
      const pipeline = twin.addPipeline(project.id, { by: "alice", jobs: [{ name: "deploy", when: "manual" }] });
      await stage.settle();
      return twin.jobNamed(pipeline.id, "deploy").id;
    },
  };
}

function plain({
  message,
  attachments,
}: Pick<Post, "message"> & { readonly attachments: readonly { readonly text: string }[] }) {
  return [message, ...attachments.map(({ text }) => text)]
    .map((text) => readingOf(text).plain)
    .filter((text) => text !== "")
    .join("\n");
}
