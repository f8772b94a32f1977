import type { Clock } from "../../lib/core/time.ts";
import { type Answered, type Letter, post, signedLetter, type Tampering } from "./deliver.ts";
import { createFaults, type Faults } from "./faults.ts";
import { buttonsOf, type Pressable } from "./look.ts";
import { clickForm, commandForm } from "./payloads.ts";
import { shownOf } from "./shown.ts";
import { type Channel, type Message, newId, newReply, type User, type World } from "./state.ts";

export interface SlackOptions {
  readonly clock: Clock;
  readonly signingSecret: string;
  readonly botToken: string;
  /** Default: one of its own. */
  readonly workspace?: string;
  /** Where commands and clicks are sent; it may be told later. */
  readonly requestUrl?: string;
  /** Messages that a channel takes at once before it takes one a second; default 5. `false`: it takes all. */
  readonly burst?: number | false;
  /** How long it waits for an answer, of real time; default 3,000. */
  readonly timeoutMillis?: number;
}

/** A request that was sent to the app, and what came of it. */
export interface Delivery {
  readonly letter: Letter;
  /** Until an answer was there, of real time. */
  readonly tookMillis: number;
  readonly answered: Answered;
  /** What was shown at once, to who said it. */
  readonly shown?: Message;
}

/** A small Slack with one app in it. */
export interface Slack {
  readonly world: World;
  readonly botToken: string;
  /** The app's bot. */
  readonly bot: User;
  readonly burst: number | false;
  readonly faults: Faults;
  requestUrl: string;
  addUser(name: string, team?: string): User;
  addChannel(name: string, options?: { members?: readonly User[]; hasBot?: boolean; isPrivate?: boolean }): Channel;
  /** Types a line such as `/penstock why https://…` in a channel. */
  say(user: User, channel: Channel, line: string, tampering?: Tampering): Promise<Delivery>;
  /** Clicks a button by its label or its place among the message's buttons. @throws Error where there is none */
  click(user: User, message: Message, button: string | number, tampering?: Tampering): Promise<Delivery>;
  /** Sends it once more: as Slack tries again, signed anew; or, `asItWas`, as a thief who heard it. */
  again(delivery: Delivery, asItWas?: "asItWas"): Promise<Delivery>;
  /** What somebody sees in a channel, oldest first. */
  seen(user: User, channel: Channel): readonly Message[];
  /** Everything, for a page to show. */
  state(): SlackState;
}

interface SlackState {
  readonly workspace: string;
  readonly users: readonly User[];
  readonly channels: readonly {
    readonly id: string;
    readonly name: string;
    readonly members: readonly string[];
    readonly messages: readonly (Message & { readonly buttons: readonly Pressable[] })[];
  }[];
}

export function createSlack(options: SlackOptions): Slack {
  const { clock, signingSecret, timeoutMillis = 3_000 } = options;
  const workspace = options.workspace ?? newId("T");
  const world: World = {
    clock,
    workspace,
    users: new Map(),
    channels: new Map(),
    messages: [],
    replies: new Map(),
    url: "",
  };

  async function deliver(letter: Letter, to?: { user: User; channel: string; line: string }): Promise<Delivery> {
    const began = performance.now();
    const answered = await post(letter, timeoutMillis);
    const tookMillis = performance.now() - began;
    const shown = to && shownOf(world, answered, to);
    return { letter, tookMillis, answered, ...(shown && { shown }) };
  }

  const sign = (form: URLSearchParams, tampering: Tampering = {}) => {
    const letter = { url: slack.requestUrl, body: form.toString() };
    return signedLetter(letter, { secret: signingSecret, now: clock(), tampering });
  };

  const slack: Slack = {
    world,
    botToken: options.botToken,
    bot: { id: newId("U"), name: "penstock", team: workspace },
    burst: options.burst ?? 5,
    faults: createFaults(),
    requestUrl: options.requestUrl ?? "",
    addUser(name, team = workspace) {
      const user: User = { id: newId("U"), name, team };
      world.users.set(user.id, user);
      return user;
    },
    addChannel(name, { members = [], hasBot = true, isPrivate = false } = {}) {
      const ids = new Set(members.map(({ id }) => id));
      const channel: Channel = { id: newId("C"), name, members: ids, hasBot, isPrivate };
      world.channels.set(channel.id, channel);
      return channel;
    },
    async say(user, channel, line, tampering) {
      const reply = newReply(world, { channel: channel.id, user: user.id });
      const form = commandForm({ world, user, channel, line, reply, workspace: tampering?.workspace });
      return await deliver(sign(form, tampering), { user, channel: channel.id, line });
    },
    async click(user, message, button, tampering) {
      const pressed = buttonsOf(message).find(({ label }, at) => label === button || at === button);
      if (!pressed) throw new Error(`the message has no button ${button}`);
      const reply = newReply(world, { channel: message.channel, user: user.id, message });
      const form = clickForm({ world, user, message, pressed, reply, workspace: tampering?.workspace });
      return await deliver(sign(form, tampering));
    },
    async again({ letter }, asItWas) {
      if (asItWas) return await deliver(letter);
      const headers = { "x-slack-retry-num": "1", "x-slack-retry-reason": "http_timeout" };
      const signed = signedLetter(letter, { secret: signingSecret, now: clock(), tampering: { headers } });
      return await deliver(signed);
    },
    seen: (user, channel) =>
      world.messages.filter(
        ({ channel: id, onlyFor }) => id === channel.id && (onlyFor === undefined || onlyFor === user.id),
      ),
    state: () => ({
      workspace,
      users: [...world.users.values()],
      channels: [...world.channels.values()].map(({ id, name, members }) => ({
        id,
        name,
        members: [...members],
        messages: world.messages
          .filter(({ channel }) => channel === id)
          .map((message) => ({ ...message, buttons: buttonsOf(message) })),
      })),
    }),
  };
  return slack;
}
