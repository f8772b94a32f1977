import * as z from "zod";
import { joinKey, type LedgerKey } from "../../core/key.ts";
import type { Message } from "../../core/message.ts";
import type { Write } from "../../core/ports.ts";
import type { Place } from "../../core/talk.ts";
import type { Instant } from "../../core/time.ts";

/** A message that waits to be said: in the outbox from the write of what it tells until it was sent. */
export interface Post {
  readonly to: Place;
  readonly message: Message;
  /** It takes the place of that one. */
  readonly ref?: string;
  /**
   * A ledger item, JSON, that is told what became of it, if the item is still there then: `ref`, the chat's id of what was
   * said; or `lost`: it was certainly not shown, and will not be (`notShown`), or nobody can tell (`unknown`).
   */
  readonly noteRef?: LedgerKey;
  readonly at: Instant;
  readonly notBefore?: Instant;
  /** How often it was certainly not shown. */
  readonly tries: number;
  /** The chat takes nothing until `notBefore`, of no place. */
  readonly isHeld?: true;
  /** Somebody sends it: whether it was said is not known from then on. */
  readonly sendingSince?: Instant;
  /** Who does, so that two can be told apart. */
  readonly sender?: string;
}

const Stored = z.object({
  to: z.custom<Place>((value) => typeof value === "object" && value !== null),
  message: z.custom<Message>((value) => typeof value === "object" && value !== null),
  ref: z.string().exactOptional(),
  noteRef: z.object({ scope: z.string(), key: z.string() }).exactOptional(),
  at: z.number(),
  notBefore: z.number().exactOptional(),
  tries: z.int(),
  isHeld: z.literal(true).exactOptional(),
  sendingSince: z.number().exactOptional(),
  sender: z.string().exactOptional(),
});

export function postsScope(source: string): string {
  return `post#${joinKey(source)}`;
}

/** Puts a message into the outbox, in one transaction with what it tells; `id` is of what it tells, so that it is told once. */
export function postWrite(source: string, id: string, post: Post): Write {
  return { note: { scope: postsScope(source), key: id }, value: JSON.stringify(post), seen: undefined };
}

/** The post that an item is; `undefined`: it says nothing that this version knows. */
export function readPost(text: string): Post | undefined {
  try {
    return Stored.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
