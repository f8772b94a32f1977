import { joinKey } from "../../core/key.ts";
import { type Message, sentence } from "../../core/message.ts";
import type { Write } from "../../core/ports.ts";
import type { Place } from "../../core/talk.ts";
import { isOpen, type Task } from "../../core/task.ts";
import type { Instant } from "../../core/time.ts";
import { someAtOnce } from "../someAtOnce.ts";
import { askKey, asksScope, askText, readAsk, type StoredAsk } from "./asks.ts";
import type { TalkDesk, TalkSource } from "./desk.ts";
import { endMessage, endsMessage } from "./endMessage.ts";
import { nextOf } from "./nextOf.ts";
import { postWrite } from "./posts.ts";

/** So many asks are looked at in a round; the next round goes on with others. */
const mostAsks = 50;
const asksAtOnce = 5;
const minuteMillis = 60_000;
const mostWaitMillis = 8 * 86_400_000;

/**
 * Tells how the tasks ended that somebody asked for, where they asked: once each, in one transaction with the end of the
 * waiting. Nobody waits for longer than 8 days, and is told so.
 *
 * @returns how many asks had something to tell
 * @throws StoreError when the asks cannot be read
 */
export async function followAsks(source: string, desk: TalkDesk, until: Instant): Promise<number> {
  const answered = (await desk.store.notes(asksScope(source, "answered"))).flatMap(({ value }) => {
    const stored = readAsk(value);
    return stored ? [{ value, stored }] : [];
  });
  const told = await someAtOnce(turnOf(answered, desk.clock()), asksAtOnce, async ({ value, stored }) => {
    return desk.clock() < until && (await tried(stored, value, desk));
  });
  return told.filter(Boolean).length;
}

/** Those whose turn it is in this minute: of many that wait long, none is looked at all the time. */
function turnOf<T>(items: readonly T[], now: Instant): readonly T[] {
  if (items.length <= mostAsks) return items;
  const from = (Math.floor(now / minuteMillis) * mostAsks) % items.length;
  return [...items.slice(from), ...items.slice(0, from)].slice(0, mostAsks);
}

/** What one ask's tasks or tables cannot tell keeps no other ask from being told. */
async function tried(stored: StoredAsk, seen: string, desk: TalkDesk): Promise<boolean> {
  try {
    return await isTold(stored, seen, desk);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    desk.log.error("follow", { source: stored.ask.source, ask: stored.ask.id, reason });
    return false;
  }
}

/** Somebody else's write at the same moment tells it. @throws StoreError */
async function isTold(stored: StoredAsk, seen: string, desk: TalkDesk): Promise<boolean> {
  const { ask } = stored;
  const { awaits, messages } = await lookedAt(stored, desk);
  if (awaits.length === stored.awaits.length && awaits.every((id, at) => id === stored.awaits[at])) return false;
  const note = askKey(ask, "answered");
  const [only] = messages;
  const id = joinKey(ask.speaker.provider, ask.id, "end", awaits.length);
  const post = (message: Message): Write =>
    postWrite(ask.source, id, { to: placeOf(ask.place), message, at: desk.clock(), tries: 0 });
  const done = await desk.store.commit([
    awaits.length === 0 ? { drop: note, seen } : { note, value: askText({ ...stored, awaits }), seen },
    ...(only ? [post(messages.length === 1 ? only : endsMessage(messages))] : []),
  ]);
  return done === "written";
}

/** What is waited for from now on, and what is told. */
async function lookedAt(
  { ask, awaits, person }: StoredAsk,
  desk: TalkDesk,
): Promise<{ readonly awaits: readonly string[]; readonly messages: readonly Message[] }> {
  const source = desk.source(ask.source);
  if (!source) return { awaits: [], messages: [sentence("no", "I am not set up for that GitLab any more.")] };
  const found = await someAtOnce(
    awaits,
    asksAtOnce,
    async (id) => await ending(id, { source, by: person.username }, desk),
  );
  const late = desk.clock() >= ask.at + mostWaitMillis;
  const open = found.flatMap((one) => ("waits" in one ? [one] : []));
  const ends = found.flatMap((one) => ("message" in one ? [one.message] : []));
  if (!late) return { awaits: open.map(({ waits }) => waits), messages: ends };
  return { awaits: [], messages: [...ends, ...open.map(({ task }) => nobodyWaits(task, source))] };
}

/** A restart's cancel is followed by its retry, and only that one's end is told. */
async function ending(
  id: string,
  { source, by }: { readonly source: TalkSource; readonly by: string },
  { store }: TalkDesk,
): Promise<{ readonly message: Message } | { readonly waits: string; readonly task: Task }> {
  const task = await store.task(id);
  if (!task) return { message: sentence("no", "What you asked for ended so long ago that nobody remembers how.") };
  if (isOpen(task)) return { waits: id, task };
  const next = nextOf(task);
  const after = next === undefined ? undefined : await store.task(next);
  if (!after) return { message: endMessage(task, { source, by }) };
  if (isOpen(after)) return { waits: after.id, task: after };
  return { message: endMessage(after, { source, by }) };
}

function nobodyWaits(task: Task, source: TalkSource): Message {
  const message = endMessage(task, { source });
  return { ...message, title: [...message.title, ". It still waits, and I stop telling you here after 8 days"] };
}

/** Everybody there hears how it ended. */
function placeOf(place: Place): Place {
  if (place.provider === "gitlab") return place;
  const { onlyFor: _, ...rest } = place;
  return rest;
}
