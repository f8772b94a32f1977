import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { ChatOptions } from "../../../infra/local/chatOptions.ts";
import { openStage } from "../../../infra/local/stage.ts";
import type { Twin } from "../../../infra/twin/twin.ts";
import { actions } from "../../../lib/actions/index.ts";
import { applyRules } from "../../../lib/app/apply.ts";
import { switchKey } from "../../../lib/app/stops.ts";
import { linkKey } from "../../../lib/app/talk/links.ts";
import type { ChannelPlace, Speaker } from "../../../lib/core/talk.ts";
import { happenedIn } from "./everywhereHappened.ts";
import { jobFor, type Subject } from "./everywhereJobs.ts";
import { rulebook } from "./talkStage.ts";

/**
 * Alice, bob and carol are maintainers of `shop/web` and `shop/still`, erin is a developer, rita a reporter; sam is in no
 * project; zoe is a maintainer too, whom no chat knows. Carol may stop everything. Ivy is a maintainer, until she is blocked.
 */
export const members = {
  alice: "maintainer",
  bob: "maintainer",
  carol: "maintainer",
  zoe: "maintainer",
  ivy: "maintainer",
  erin: "developer",
  rita: "reporter",
} as const;
export const names = ["alice", "bob", "carol", "erin", "rita", "sam", "ivy", "zoe"] as const;
export type Name = (typeof names)[number];

/** What may be given to a job, which nobody may ever be told. */
export const secretRegion = "frankfurt-7";

/** A rule for each word that needs one, and one gate. */
export function rules(count = 2): string {
  const by = "by: { role: developer }";
  const allow = `allow: { REGION: { oneOf: [${secretRegion}] } }`;
  const approvals = `approvals: { count: ${count}, from: { role: maintainer } }`;
  const all = [
    `id: retry, on: { command: retry }, when: { status: failed, ${by} }, do: retry`,
    `id: restart, on: { command: restart }, when: { status: running, ${by} }, do: restart`,
    `id: play, on: { command: play }, when: { name: ship, ${by} }, do: { play: { ${allow} } }`,
    `id: keep, on: { command: keep }, when: { ${by} }, do: keep`,
    `id: cancel, on: { command: cancel }, when: { status: running, ${by} }, do: cancel`,
    `id: arm, on: { command: arm }, when: { by: { role: maintainer } }, do: { play: { job: release, ${allow} } }`,
    `id: promote, on: [job, pipeline], when: { status: manual }, require: { ${approvals} }, do: { play: { job: deploy } }`,
  ];
  return rulebook(...all);
}

/** What a chat is set up with. */
export interface Given {
  /** Where the house listens. */
  readonly url: string;
  readonly twin: Twin;
  readonly common: Pick<Required<ChatOptions>, "buttonKey" | "link"> & {
    readonly settings: { readonly perMinute: number; readonly operators: { readonly gitlab: readonly number[] } };
  };
}

/** The settings in which gates are shown in a place. */
export function gatesIn(place: Pick<ChannelPlace, "provider" | "team" | "channel">) {
  return { channels: { deploys: place }, routes: [{ source: "gitlab", to: "deploys", tell: ["gates" as const] }] };
}

/** A Penstock that is spoken to, and what people and jobs there are. */
export async function openWorld(t: TestContext, chatOf: (given: Given) => ChatOptions) {
  const stage = await openStage({
    rules: [{ file: "rules.yaml", text: rules() }],
    startsAt: Date.UTC(2026, 10, 20, 9, 30),
    house(twin) {
      const people = ["bob", "carol", "erin", "rita", "sam", "ivy", "zoe"].map((username) =>
        twin.addPerson({ username }),
      );
      const operators = { gitlab: people.filter(({ username }) => username === "carol").map(({ id }) => id) };
      return {
        chat(url) {
          const redirectUrl = `${url}/chat/link/callback`;
          const { id: clientId, secret: clientSecret } = twin.addApplication({ redirectUri: redirectUrl });
          const link = { clientId, clientSecret, redirectUrl };
          return chatOf({
            url,
            twin,
            common: { buttonKey: "k".repeat(32), link, settings: { perMinute: 1000, operators } },
          });
        },
      };
    },
  });
  t.after(() => stage.close());
  const { twin, house } = stage;
  const { store } = house;
  const everybody = { ...members, [twin.bot.username]: "maintainer" as const };
  const project = twin.addProject({ path: "shop/web", members: everybody });
  const still = twin.addProject({ path: "shop/still", members: everybody });
  twin.addHook(project.id, stage.hook);
  const ids = new Map(twin.world.people.map(({ username, id }) => [username, id]));
  const idOf = (name: Name): number => ids.get(name) ?? assert.fail(name);
  return {
    ...stage,
    /** Its members may be given other roles. */
    project,
    idOf,
    /** A person as GitLab has them, to be renamed or blocked. */
    person: (name: Name) => twin.world.people.find(({ id }) => id === idOf(name)) ?? assert.fail(name),
    job: (kind: Parameters<typeof jobFor>[1]): Promise<Subject> => jobFor({ ...stage, project }, kind),
    /** All that was done and noted, each time that it was, in words: see `happenedIn`. */
    happened: (it?: Subject) => happenedIn({ twin, store, projects: [project.id, still.id] }, it),
    /** Tasks in their states: what is planned. */
    planned: async () => (await store.tasks(1000)).map(({ id, state }) => `${id} ${state}`).toSorted(),
    /** Links somebody of a chat to a person in GitLab, as OAuth would have. */
    async link(speaker: Speaker, name: Name): Promise<void> {
      const value = JSON.stringify({ userId: idOf(name), username: name, at: stage.clock.now() });
      await store.commit([{ note: linkKey("gitlab", speaker), value, seen: undefined }]);
    },
    /** Nothing is stopped any more. */
    async resume(): Promise<void> {
      await store.putNote(switchKey("gitlab"), "[]", await store.note(switchKey("gitlab")));
    },
    async apply(text: string): Promise<void> {
      const applied = await applyRules([{ file: "rules.yaml", text }], "gitlab", { store, actions });
      assert.ok(typeof applied === "object" && "version" in applied, JSON.stringify(applied));
    },
  };
}
export type EverywhereWorld = Awaited<ReturnType<typeof openWorld>>;

/** A chat as people use it: the same on all three. */
export interface Chat {
  readonly name: "Slack" | "Mattermost" | "comments in GitLab";
  /** What is for one person alone only that person sees: not so in comments. */
  readonly isPrivate: boolean;
  readonly voice: "slack" | "mattermost" | "comment";
  /** Somebody says something, without the chat's own `/penstock`; what follows happens at `settle`. */
  say(who: Name, text: string): Promise<void>;
  /** What was said last is delivered once more: as the chat would try again, and as a thief who heard it. */
  again(): Promise<void>;
  /** What somebody reads where it was said, oldest first, but for "On it.". */
  answers(who: Name): readonly string[];
  /** The links in the newest of them. */
  links(who: Name): readonly string[];
  /** How much was said anywhere else. */
  elsewhere(): number;
  /** The chat's own name of somebody changes. A comment has none but GitLab's. */
  rename(who: Name, name: string): void;
}

/** A button as it stood when somebody looked. */
export interface Clicking {
  /** Clicks a button of a gate's message, or of what that was when it was looked at. */
  click(who: Name, button: Button, request: Request): Promise<void>;
  /** What was clicked last is delivered once more. */
  again(): Promise<void>;
  /** The message that asks people about a job, as it is now. */
  request(job: number): Request;
  /** A copy of it, buttons and all, in another channel that everybody is in. */
  stolen(request: Request): Request;
  /** What somebody reads in that other channel. */
  answersThere(who: Name): readonly string[];
}

export type Button = "Approve" | "Reject" | "Why";

/** A chat's own message. */
export interface Request {
  readonly id: string;
  readonly text: string;
  readonly buttons: readonly string[];
}
