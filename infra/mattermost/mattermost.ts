import { createPublicKey, generateKeyPairSync } from "node:crypto";
import type { Clock } from "../../lib/core/time.ts";
import { type Clicking, click } from "./click.ts";
import { idMaker } from "./ids.ts";
import { type Heard, type Saying, say } from "./say.ts";
import { type State, stateOf } from "./state.ts";
import type { Channel, Command, Fault, Post, Seen, Team, User, World } from "./world.ts";

/** A Mattermost server of our own, with people who write and click as they are told to. */
export interface Mattermost {
  readonly world: World;
  /** What `AsymmetricSigningPublicKey` of the real one's client configuration says. */
  readonly signingKey: string;
  addTeam(name: string): Team;
  addUser(username: string): User;
  /** `isAdmin`: it may post what one person alone sees. Its token is in the answer. */
  addBot(username: string, given?: { readonly isAdmin?: boolean }): User & { readonly token: string };
  /** `members` are ids of users. */
  addChannel(given: {
    readonly team: string;
    readonly name: string;
    readonly members: readonly string[];
    readonly isPrivate?: boolean;
  }): Channel;
  /** The direct channel of two people, made when there is none. */
  direct(one: string, other: string): Channel;
  /** A slash command; `trigger` without its slash. */
  addCommand(given: { readonly team: string; readonly trigger: string; readonly url: string }): Command;
  /** A person writes; resolves once a command's integration has answered. */
  say(saying: Saying): Promise<Heard>;
  /** A person clicks; resolves once the integration has answered. */
  click(clicking: Clicking): Promise<Heard>;
  /** The next requests on that way meet with trouble. `times`: 1 when missing. */
  fail(fault: Omit<Fault, "times"> & { readonly times?: number }): void;
  /** What one person sees, or all there is, as plain data. */
  state(user?: string): State;
  /** Posts in the order they came; `user`: as that person sees them. */
  posts(channel: string, user?: string): readonly Post[];
  readonly requests: readonly Seen[];
}

export interface MattermostOptions {
  readonly clock: Clock;
  /** The same seed, the same ids. */
  readonly seed?: string;
  /** How long an integration may take; the real one waits 30 s. Default: 3,000. */
  readonly patienceMillis?: number;
}

export function createMattermost({
  clock,
  seed = "mattermost",
  patienceMillis = 3_000,
}: MattermostOptions): Mattermost {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const world: World = {
    clock,
    newId: idMaker(seed),
    url: "http://127.0.0.1",
    signingKey: privateKey,
    teams: new Map(),
    users: new Map(),
    channels: new Map(),
    commands: new Map(),
    posts: new Map(),
    hooks: new Map(),
    faults: [],
    requests: [],
    patienceMillis,
  };
  const added = <T extends { readonly id: string }>(items: Map<string, T>, item: T): T => {
    items.set(item.id, item);
    return item;
  };
  return {
    world,
    signingKey: createPublicKey(privateKey).export({ type: "spki", format: "der" }).toString("base64"),
    addTeam: (name) => added(world.teams, { id: world.newId(), name }),
    addUser: (username) => added(world.users, { id: world.newId(), username, isBot: false, isAdmin: false }),
    addBot(username, { isAdmin = false } = {}) {
      const bot = { id: world.newId(), username, isBot: true, isAdmin, token: world.newId() };
      added(world.users, bot);
      return bot;
    },
    addChannel: ({ team, name, members, isPrivate = false }) =>
      added(world.channels, {
        id: world.newId(),
        team,
        name,
        type: isPrivate ? "P" : "O",
        members: new Set(members),
      }),
    direct: (one, other) => direct(world, one, other),
    addCommand: ({ team, trigger, url }) =>
      added(world.commands, { id: world.newId(), team, trigger, url, token: world.newId() }),
    say: async (saying) => await say(world, saying),
    click: async (clicking) => await click(world, clicking),
    fail: (fault) => void world.faults.push({ times: 1, ...fault }),
    state: (user) => stateOf(world, user),
    posts: (channel, user) => postsOf(world, channel, user),
    requests: world.requests,
  };
}

/** Source: server/public/model/channel.go, `GetDMNameFromIds` (read 2026-11). */
export function direct(world: World, one: string, other: string): Channel {
  const name = [one, other].toSorted().join("__");
  const found = [...world.channels.values()].find((channel) => channel.type === "D" && channel.name === name);
  if (found) return found;
  const channel: Channel = { id: world.newId(), team: "", name, type: "D", members: new Set([one, other]) };
  world.channels.set(channel.id, channel);
  return channel;
}

function postsOf(world: World, channel: string, user?: string): readonly Post[] {
  return [...world.posts.values()].filter(
    (post) => post.channel === channel && (user === undefined || (post.onlyFor ?? user) === user),
  );
}
