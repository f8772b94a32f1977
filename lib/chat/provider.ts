import type { Message } from "../core/message.ts";
import type { Place, Provider, Sent, Speaker } from "../core/talk.ts";
import type { Instant } from "../core/time.ts";

/** A request to our door, as it came. */
export interface Knocking {
  /** By lower-case names; one that was sent twice is joined with a comma. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The bytes as they were sent. */
  readonly body: Uint8Array;
  readonly now: Instant;
}

/** What somebody said, from a request that was proven to come from the chat. */
export interface Knocked {
  /** Of this one delivery, whatever is said: the chat's retries have the same. */
  readonly id: string;
  /** Whose jobs are meant. */
  readonly source: string;
  readonly speaker: Speaker;
  readonly place: Place;
  /** A command's text without its first word, what came back of a button, or why nothing is heard of who said it. */
  readonly said: { readonly text: string } | { readonly token: string } | { readonly wrong: Message };
  /** The chat shows nothing of what is answered to the request: what must be seen is said in the place. */
  readonly isAnswerUnseen?: true;
}

export type Knock =
  | Knocked
  /** Not believed: `why` is for our log, never for the sender. */
  | { readonly refused: 400 | 401; readonly why: string }
  /** Believed, and nothing is to be done; `body` is what the chat wants to hear. */
  | { readonly nothing: string; readonly body?: Readonly<Record<string, unknown>> };

/** How one chat is heard. It holds secrets, sends nothing, and keeps nothing. */
export interface Ear {
  knock(request: Knocking): Knock;
  /** A message as the answer to the request itself, which only the person who asked sees. */
  answer(message: Message): Readonly<Record<string, unknown>>;
}

/** How something is said in one chat. No request is ever sent twice. */
export interface Mouth {
  readonly provider: Provider;
  /** Says something in a place. */
  send(place: Place, message: Message): Promise<Sent>;
  /** Says something else in the place of what was said: `ref` as `send` told it. */
  change(place: Place, ref: string, message: Message): Promise<Sent>;
  close(): Promise<void>;
}
