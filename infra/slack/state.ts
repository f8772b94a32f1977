import { randomBytes } from "node:crypto";
import type { Clock } from "../../lib/core/time.ts";

export interface User {
  readonly id: string;
  readonly name: string;
  /** Their own workspace: of a person who shares a channel from elsewhere another one. */
  readonly team: string;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  /** Ids of users. */
  readonly members: Set<string>;
  /** Whether the app's bot is in it: else it may post there only in answer to a command or a click. */
  hasBot: boolean;
  readonly isPrivate: boolean;
}

export type Block = Readonly<Record<string, unknown>>;

export interface Message {
  /** Slack's id of it in its channel. */
  readonly ts: string;
  readonly channel: string;
  /** The `ts` of the message that its thread hangs on. */
  readonly thread?: string;
  /** `app`: the app's bot; `slack`: Slack itself, of a command that failed. */
  readonly by: "app" | "slack";
  /** The one person who sees it. */
  readonly onlyFor?: string;
  text: string;
  blocks: readonly Block[];
  isEdited: boolean;
}

/** An address that takes answers to one command or click. */
export interface ReplyAddress {
  readonly key: string;
  readonly channel: string;
  readonly user: string;
  /** The message that was clicked. */
  readonly message?: Message;
  readonly until: number;
  uses: number;
}

/** What a Slack remembers. */
export interface World {
  readonly clock: Clock;
  readonly workspace: string;
  readonly users: Map<string, User>;
  readonly channels: Map<string, Channel>;
  readonly messages: Message[];
  readonly replies: Map<string, ReplyAddress>;
  /** Where it is served, once it is. */
  url: string;
}

let made = 0;

/** An id as Slack's look: a letter, and capitals. */
export function newId(letter: "U" | "C" | "D" | "A" | "T"): string {
  made++;
  return `${letter}0${made.toString(36).toUpperCase().padStart(9, "0")}`;
}

/** A `ts`: seconds and a number that makes it unique. */
export function newTs({ clock }: Pick<World, "clock">): string {
  made++;
  return `${Math.floor(clock() / 1000)}.${String(made % 1_000_000).padStart(6, "0")}`;
}

export function newTrigger(): string {
  made++;
  return `${made}.${randomBytes(4).readUInt32BE()}.${randomBytes(16).toString("hex")}`;
}

type NewMessage = Pick<Message, "channel" | "by" | "text" | "blocks"> & { thread?: string; onlyFor?: string };

export function addMessage(world: World, message: NewMessage): Message {
  const added: Message = { ...message, ts: newTs(world), isEdited: false };
  world.messages.push(added);
  return added;
}

/** Slack takes answers at such an address five times within half an hour. */
export function newReply(world: World, of: Pick<ReplyAddress, "channel" | "user" | "message">): ReplyAddress {
  const key = randomBytes(12).toString("hex");
  const reply: ReplyAddress = { ...of, key, until: world.clock() + 30 * 60_000, uses: 0 };
  world.replies.set(key, reply);
  return reply;
}
