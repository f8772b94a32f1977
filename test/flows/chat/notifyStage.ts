import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { readAloud } from "../../../infra/slack/look.ts";
import type { Channel, Message, User } from "../../../infra/slack/state.ts";
import { actions } from "../../../lib/actions/index.ts";
import { applyRules } from "../../../lib/app/apply.ts";
import { gateKey, readGate } from "../../../lib/core/gate.ts";
import type { ChannelPlace } from "../../../lib/core/talk.ts";
import type { TalkSettings } from "../../../lib/core/talkSettings.ts";
import { openSlackStage } from "./slackStage.ts";

type Routes = readonly Partial<TalkSettings["routes"][number]>[];

/** A rule that plays `deploy` once people agree, as flow text of `require`. */
export function promote(require = "approvals: { count: 2, from: { role: maintainer } }", more = ""): string {
  return `version: 1\ndefaults: { mode: enforce }\nrules:\n  - { id: promote, projects: ["**"], on: [job, pipeline], when: { status: manual }, require: { ${require} }, do: { play: { job: deploy${more} } } }\n`;
}

/**
 * A Penstock beside a twin and a Slack with the channel `deploys`, in which bob, carol, dora (maintainers like alice, who
 * begins the pipelines), erin (a developer) and mallory (nobody in GitLab's project) sit.
 */
export async function notifyStage(t: TestContext, rules = promote(), routes: Routes = [{ tell: ["gates"] }]) {
  const channels: Record<string, ChannelPlace> = {};
  const settings = {
    channels,
    routes: routes.map((route) => ({ to: "deploys", source: "gitlab", tell: ["gates" as const], ...route })),
    perMinute: 1000,
  };
  const s = await openSlackStage(t, {
    rules: [{ file: "rules.yaml", text: rules }],
    slack: { burst: false },
    chat: { settings },
  });
  const { twin, slack, deploys, house } = s;
  channels.deploys = { provider: "slack", team: slack.world.workspace, channel: deploys.id };
  const maintainers = ["alice", "bob", "carol", "dora"] as const;
  const project = twin.addProject({
    path: "shop/web",
    members: {
      ...Object.fromEntries(maintainers.map((name) => [name, "maintainer" as const])),
      erin: "developer",
      [twin.bot.username]: "maintainer",
    },
  });
  twin.addHook(project.id, s.hook);
  twin.addPerson({ username: "mallory" });
  const users = new Map<string, User>();
  for (const name of ["alice", "bob", "carol", "dora", "erin", "mallory"]) {
    const user = name === "alice" ? s.alice : name === "bob" ? s.bob : slack.addUser(name);
    deploys.members.add(user.id);
    users.set(name, user);
    await s.link(user, name);
  }
  const userOf = (name: string): User => {
    const user = users.get(name);
    assert.ok(user);
    return user;
  };
  const everybodys = (channel: Channel = deploys): readonly Message[] =>
    slack.world.messages.filter((one) => one.channel === channel.id && one.onlyFor === undefined);
  return {
    ...s,
    project,
    userOf,
    /** A pipeline of alice's whose job waits to be played. */
    waiting(name = "deploy", ref = "main") {
      const pipeline = twin.addPipeline(project.id, { by: "alice", ref, jobs: [{ name, when: "manual" }] });
      return twin.jobNamed(pipeline.id, name).id;
    },
    everybodys,
    /** What all see in the channel. */
    shown: (): readonly string[] => everybodys().map(readAloud),
    /** What one person alone was told last. */
    toldTo(name: string): string {
      const last = slack.world.messages.filter(({ onlyFor }) => onlyFor === userOf(name).id).at(-1);
      return last ? readAloud(last) : "";
    },
    /** Clicks a button of the first message, or of what it was when it was looked at, and lets all happen that follows. */
    async click(name: string, button: string, message = everybodys()[0]): Promise<void> {
      assert.ok(message);
      await slack.click(userOf(name), message, button);
      await s.settle();
    },
    deeds: () =>
      twin.effects
        .filter(({ user }) => user === twin.bot.username)
        .map(({ verb, jobId }) => `${verb} ${twin.job(jobId).name}`),
    gate: async (job: number) => readGate((await house.store.note(gateKey("gitlab", project.id, job))) ?? ""),
    async apply(text: string): Promise<void> {
      const applied = await applyRules([{ file: "rules.yaml", text }], "gitlab", { store: house.store, actions });
      assert.ok(typeof applied === "object" && "version" in applied, JSON.stringify(applied));
    },
  };
}
export type NotifyStage = Awaited<ReturnType<typeof notifyStage>>;
