import { idBound } from "../../core/journal.ts";
import { joinKey } from "../../core/key.ts";
import type { Message } from "../../core/message.ts";
import type { ChannelPlace } from "../../core/talk.ts";
import type { Pending } from "../gates/pending.ts";
import type { TalkSource } from "./desk.ts";
import { postWrite } from "./posts.ts";
import type { Shown, StoredRequest } from "./requestItem.ts";
import { gateSpan } from "./requestMessage.ts";
import { type Channel, isWritten, lastTold, type Showing, shapeOf, shown, withButtons, yesOf } from "./requestShow.ts";

const againMillis = 10 * 60_000;

/** Brings what is shown of a gate up to date. @param mayShow whether the channel has room for a message more */
export async function refreshed(
  stored: StoredRequest,
  pending: Pending,
  { channel, mayShow, showing }: { readonly channel: Channel; readonly mayShow: boolean; readonly showing: Showing },
): Promise<"shown" | "changed" | undefined> {
  const { shown: item } = stored;
  // Somebody looks at it at once, and then it is another one.
  if (pending.changed !== undefined) return undefined;
  const isSame = shapeOf(pending, showing.source).shape === item.shape;
  const isReminded = lastTold(pending) > (item.remindedAt ?? 0);
  if (item.ref === undefined) {
    const isDue = item.lost === "notShown" ? showing.now >= item.at + againMillis : !isSame || isReminded;
    if (!mayShow || !isDue || (!item.isListed && !item.lost)) return undefined;
    return (await shown(pending, channel, { showing, before: stored })) ? "shown" : undefined;
  }
  if (isSame && !isReminded) return undefined;
  const change = { ref: item.ref, place: channel.place, isReminded, showing };
  return (await changed(stored, pending, change)) ? "changed" : undefined;
}

interface Change {
  readonly ref: string;
  readonly place: ChannelPlace;
  readonly isReminded: boolean;
  readonly showing: Showing;
}

async function changed(
  { note, seen, shown: item }: StoredRequest,
  pending: Pending,
  { ref, place, isReminded, showing }: Change,
): Promise<boolean> {
  const { source, desk, now } = showing;
  const { gate } = pending;
  const { message, shape } = shapeOf(pending, source);
  const yes = yesOf(pending);
  const isOther = item.digest !== gate.digest;
  // Whoever has said yes may have to say it once more.
  const isFresh = isOther || item.yes.some((id) => !yes.includes(id));
  const after: Shown = {
    ...item,
    digest: gate.digest,
    shape,
    yes,
    nonce: isFresh ? desk.random() : item.nonce,
    round: item.round + 1,
    ...(isReminded && { remindedAt: lastTold(pending) }),
  };
  const words = [
    ...(isOther ? [otherWords(pending, source)] : []),
    ...(isReminded ? [await reminder(pending, item, showing)] : []),
  ];
  const id = (what: string | number) =>
    joinKey("request", item.project, item.job, item.channel, item.nonce, after.round, what);
  return await isWritten(
    [
      { note, value: JSON.stringify(after), seen },
      ...(shape === item.shape
        ? []
        : [
            postWrite(source.id, id("change"), {
              to: place,
              message: withButtons(message, after, { place, showing }),
              ref,
              at: now,
              tries: 0,
            }),
          ]),
      ...words.map((word, at) =>
        postWrite(source.id, id(at), {
          to: { ...place, thread: threadOf(place, ref) },
          message: word,
          at: now,
          tries: 0,
        }),
      ),
    ],
    showing,
  );
}

/** Slack tells a message by its channel and its time, and a thread by the time alone. */
function threadOf({ provider }: ChannelPlace, ref: string): string {
  return provider === "slack" ? ref.slice(ref.indexOf(":") + 1) : ref;
}

function otherWords({ gate }: Pending, source: TalkSource): Message {
  return {
    tone: "wait",
    title: ["What ", gateSpan(gate, source), " would do has changed: who said yes before must say so again"],
    lines: [],
  };
}

const mostEntries = 20;

/** In the words of the rules, where the journal has them already. */
async function reminder({ gate }: Pending, { remindedAt = 0 }: Shown, { source, desk }: Showing): Promise<Message> {
  const isEscalated = (gate.escalatedAt ?? 0) > remindedAt;
  const after = idBound(Math.max(remindedAt + 1, gate.openedAt));
  const range = { source: source.id, only: { job: `job:${gate.job}` }, after };
  const { items } = await desk.store.journal(range, mostEntries);
  const texts = items.flatMap((entry) =>
    entry.kind === "task" && entry.task === gate.task ? (entry.texts ?? []) : [],
  );
  const lines = texts.length > 0 ? [...new Set(texts)] : [gate.waitsFor];
  return {
    tone: isEscalated ? "alarm" : "wait",
    title: [gateSpan(gate, source), isEscalated ? " has waited too long" : " still waits"],
    lines: lines.map((line) => [line]),
  };
}
