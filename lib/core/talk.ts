import type { Message } from "./message.ts";
import type { CommandWord, Said } from "./said.ts";
import type { Instant } from "./time.ts";

/** Where people talk to Penstock. */
export const providers = ["slack", "mattermost", "gitlab"] as const;
export type Provider = (typeof providers)[number];

/** Who spoke, as the chat knows them: numbers and ids only, since every name may change hands. */
export interface Speaker {
  readonly provider: Provider;
  /** Slack's workspace, Mattermost's team; of GitLab the source's id. */
  readonly team: string;
  /** The chat's own id of the person; of GitLab the user's number. */
  readonly user: string;
  /** What the chat calls the person: to be shown, never to be believed. */
  readonly name?: string;
}

/** A channel, or a thread in it, or what one person alone sees of it. */
export interface ChannelPlace {
  readonly provider: "slack" | "mattermost";
  readonly team: string;
  readonly channel: string;
  /** The message that a thread hangs on: Slack's `ts`, Mattermost's `root_id`. */
  readonly thread?: string;
  /** Only this person sees it. */
  readonly onlyFor?: string;
  /**
   * Takes answers to one request for half an hour, five at most; whoever knows it may post there.
   * Source: docs.slack.dev/interactivity/handling-user-interaction, "Message responses" (read 2026-11).
   */
  readonly reply?: { readonly url: string; readonly until: Instant };
}

/** The comments of a merge request or an issue. */
export interface CommentPlace {
  readonly provider: "gitlab";
  readonly team: string;
  readonly project: number;
  readonly on: "mergeRequest" | "issue";
  readonly iid: number;
  /** The comment that asked. */
  readonly note: number;
  readonly discussion?: string;
  /** Not everybody who sees the project may read it: nor may they read the answer. */
  readonly isConfidential: boolean;
}

/** Where something is said. */
export type Place = ChannelPlace | CommentPlace;

/** A click on one of our buttons, read from a token that we sealed. */
export interface Press {
  readonly word: Extract<CommandWord, "approve" | "reject" | "why">;
  readonly project: number;
  readonly job: number;
  /** What the gate would let through when the button was shown. */
  readonly digest: string;
  /** Of the message that showed it: a person uses each button of it once. */
  readonly nonce: string;
}

/** Where a button does what it says: in one place, and for the jobs of one source. Two GitLabs may have the same numbers. */
export interface PressPlace {
  readonly source: string;
  readonly place: Place;
}

/** Something that a person said and that waits for its answer. */
export interface Ask {
  /** Of the delivery: said twice, it is one ask. */
  readonly id: string;
  readonly source: string;
  readonly speaker: Speaker;
  readonly place: Place;
  readonly said: Said | { readonly press: Press };
  readonly at: Instant;
  /** All that there is to say, once it is sure who asked: what is wrong with a command in a comment, or help. */
  readonly told?: Message;
  /** A fingerprint of the comment that it was read from. */
  readonly textHash?: string;
}

/** How a message got there: `ref` is the chat's own id of it, where it tells one. Nothing was sent twice. */
export type Sent =
  | { readonly kind: "sent"; readonly ref?: string }
  /** It was certainly not shown; `retryAfterSeconds`: it may be sent again then. */
  | { readonly kind: "refused"; readonly why: string; readonly retryAfterSeconds?: number }
  | { readonly kind: "notSent"; readonly why: string }
  /** It may have been shown. */
  | { readonly kind: "unknown"; readonly why: string };
