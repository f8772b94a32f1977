import { StoreError } from "../../core/errors.ts";
import { joinKey } from "../../core/key.ts";
import type { Button, Message } from "../../core/message.ts";
import { textHash } from "../../core/planHash.ts";
import type { Write } from "../../core/ports.ts";
import type { ChannelPlace } from "../../core/talk.ts";
import type { Instant } from "../../core/time.ts";
import type { Pending } from "../gates/pending.ts";
import type { TalkDesk, TalkSource } from "./desk.ts";
import { postWrite } from "./posts.ts";
import { requestKey, type Shown, type StoredRequest } from "./requestItem.ts";
import { requestMessage } from "./requestMessage.ts";

/** What showing gates needs. */
export interface Showing {
  readonly source: TalkSource;
  readonly desk: TalkDesk;
  readonly now: Instant;
}

/** A channel by its name in the settings. */
export interface Channel {
  readonly name: string;
  readonly place: ChannelPlace;
}

/** What is shown of a gate now, and its fingerprint. */
export function shapeOf(pending: Pending, source: TalkSource): { readonly message: Message; readonly shape: string } {
  const message = requestMessage(pending, source);
  return { message, shape: textHash(JSON.stringify([message, pending.gate.digest])) };
}

/** What is noted of a gate that is shown for the first time, or anew. */
export function newShown(pending: Pending, channel: string, { source, desk, now }: Showing): Shown {
  const { project, job, digest } = pending.gate;
  const remindedAt = lastTold(pending);
  return {
    project,
    job,
    channel,
    digest,
    shape: shapeOf(pending, source).shape,
    nonce: desk.random(),
    yes: yesOf(pending),
    round: 0,
    at: now,
    ...(remindedAt > 0 && { remindedAt }),
  };
}

/** Shows a gate as a message of its own, with buttons. @param before what was noted of it, which is over */
export async function shown(
  pending: Pending,
  { name, place }: Channel,
  { showing, before }: { readonly showing: Showing; readonly before?: StoredRequest },
): Promise<boolean> {
  const { source, now } = showing;
  const item = newShown(pending, name, showing);
  const note = requestKey(source.id, pending.gate, name);
  const message = withButtons(shapeOf(pending, source).message, item, { place, showing });
  const id = joinKey("request", item.project, item.job, name, item.nonce);
  return await isWritten(
    [
      { note, value: JSON.stringify(item), seen: before?.seen },
      postWrite(source.id, id, { to: place, message, noteRef: note, at: now, tries: 0 }),
    ],
    showing,
  );
}

/** The message with its buttons, each sealed for its channel and the source of its gate. */
export function withButtons(
  message: Message,
  { project, job, digest, nonce }: Shown,
  { place, showing }: { readonly place: ChannelPlace; readonly showing: Showing },
): Message {
  const where = { source: showing.source.id, place };
  const token = (word: "approve" | "reject" | "why") => showing.desk.seal({ word, project, job, digest, nonce }, where);
  const buttons: Button[] = [
    { label: "Approve", style: "primary", token: token("approve") },
    { label: "Reject", style: "danger", token: token("reject") },
    { label: "Why", token: token("why") },
  ];
  return { ...message, buttons };
}

/** Whose yes counts, by GitLab's numbers. */
export function yesOf({ quorums }: Pending): number[] {
  return [...new Set(quorums.flatMap(({ given }) => given.map(({ userId }) => userId)))].toSorted((a, b) => a - b);
}

/** When it was last told that the gate waits; 0: never. */
export function lastTold({ gate: { reminded, escalatedAt } }: Pending): Instant {
  return Math.max(reminded?.at ?? 0, escalatedAt ?? 0);
}

/** Somebody else's write at the same moment is theirs; the next round sees what is left. */
export async function isWritten(writes: readonly Write[], { source, desk }: Showing): Promise<boolean> {
  try {
    return (await desk.store.commit(writes)) === "written";
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    desk.log.error("request", { source: source.id, reason: error.message });
    return false;
  }
}
