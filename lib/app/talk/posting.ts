import * as z from "zod";
import { StoreError } from "../../core/errors.ts";
import type { LedgerKey } from "../../core/key.ts";
import type { Write } from "../../core/ports.ts";
import type { Provider, Sent } from "../../core/talk.ts";
import type { Instant } from "../../core/time.ts";
import type { TalkDesk } from "./desk.ts";
import type { Post } from "./post.ts";

/** A post as the outbox has it. */
export interface Waiting {
  readonly note: LedgerKey;
  readonly value: string;
  readonly post: Post;
}

/** What one post is sent among. */
export interface Posting {
  readonly source: string;
  /** Until when chats want to be left alone. */
  readonly heldUntil: Map<Provider, Instant>;
}

/** It is not sent any more, and why. */
export interface Lost {
  readonly why: string;
}

const stuckMillis = 2 * 60_000;
const oldestMillis = 86_400_000;
const againMillis = 30_000;
const mostTries = 5;
const mostWrites = 6;
const mostWaitSeconds = 3_600;

/** Sends one post, unless it is not its time; `stays`: it waits, and so does what was said behind it. @throws StoreError */
export async function postOne(one: Waiting, posting: Posting, desk: TalkDesk): Promise<"sent" | "stays" | Lost> {
  const { post } = one;
  const now = desk.clock();
  if (post.sendingSince !== undefined) {
    if (now < post.sendingSince + stuckMillis) return "stays";
    return await given(one, { lost: "unknown", why: "nobody can tell whether it was sent" }, desk);
  }
  if (now >= post.at + oldestMillis)
    return await given(one, { lost: "notShown", why: "it is too old to be told: it waited for a day" }, desk);
  const free = Math.max(post.notBefore ?? 0, posting.heldUntil.get(post.to.provider) ?? 0);
  if (now < free) return "stays";
  const begun = await seized(one, desk);
  return begun ? await concluded(begun, posting, desk) : "stays";
}

/** Marks it as being sent: from then on nobody else sends it, whatever becomes of us. */
async function seized(
  { note, value, post }: Waiting,
  { store, clock, random }: TalkDesk,
): Promise<Waiting | undefined> {
  const { isHeld: _, notBefore: __, ...rest } = post;
  const sending = JSON.stringify({ ...rest, sendingSince: clock(), sender: random() } satisfies Post);
  try {
    return (await store.putNote(note, sending, value)) ? { note, value: sending, post: rest } : undefined;
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "ambiguous") throw error;
    return (await store.note(note)) === sending ? { note, value: sending, post: rest } : undefined;
  }
}

async function concluded(begun: Waiting, posting: Posting, desk: TalkDesk): Promise<"sent" | "stays" | Lost> {
  const { post } = begun;
  const done = await said(post, desk);
  if (done.kind === "sent") {
    await ended(begun, done.ref === undefined ? {} : { ref: done.ref }, desk);
    return "sent";
  }
  if (done.kind === "unknown") return await given(begun, { lost: "unknown", why: done.why }, desk);
  if (done.kind === "refused" && done.retryAfterSeconds !== undefined) {
    const seconds = Math.min(Math.max(done.retryAfterSeconds, 1), mostWaitSeconds);
    const notBefore = desk.clock() + seconds * 1000;
    posting.heldUntil.set(post.to.provider, notBefore);
    return await later(begun, { ...post, notBefore, isHeld: true }, desk);
  }
  if (done.kind === "notSent" && post.tries + 1 < mostTries)
    return await later(begun, { ...post, tries: post.tries + 1, notBefore: desk.clock() + againMillis }, desk);
  return await given(begun, { lost: "notShown", why: done.why }, desk);
}

/** What throws may have been shown. */
async function said({ to, message, ref }: Post, { say }: TalkDesk): Promise<Sent> {
  try {
    return await say(to, message, ref);
  } catch (error) {
    return { kind: "unknown", why: error instanceof Error ? error.message : String(error) };
  }
}

async function later({ note, value }: Waiting, post: Post, desk: TalkDesk): Promise<"stays"> {
  await insisting(desk, async () => await desk.store.putNote(note, JSON.stringify(post), value));
  return "stays";
}

async function given(one: Waiting, { lost, why }: Lost & { readonly lost: "unknown" | "notShown" }, desk: TalkDesk) {
  await ended(one, { lost }, desk);
  return { why };
}

/** Takes it out of the outbox, and notes with it what became of it: both or neither. */
async function ended({ note, value, post }: Waiting, told: Readonly<Record<string, string>>, desk: TalkDesk) {
  await insisting(desk, async () => {
    const done = await desk.store.commit([{ drop: note, seen: value }, ...(await tellWrite(post.noteRef, told, desk))]);
    return done === "written" || done.lost === 0;
  });
}

async function tellWrite(
  note: LedgerKey | undefined,
  told: Readonly<Record<string, string>>,
  { store }: TalkDesk,
): Promise<Write[]> {
  const seen = note && (await store.note(note));
  const before = seen === undefined ? undefined : readObject(seen);
  return note && before ? [{ note, value: JSON.stringify({ ...before, ...told }), seen }] : [];
}

function readObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return z.looseObject({}).safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Each write is of what was read before it: to write it again changes nothing. @throws StoreError, the last one */
async function insisting({ giveWay }: TalkDesk, write: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      if ((await write()) || tries >= mostWrites) return;
    } catch (error) {
      if (!(error instanceof StoreError) || tries >= mostWrites) throw error;
    }
    await giveWay(tries);
  }
}
