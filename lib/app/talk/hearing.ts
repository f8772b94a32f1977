import * as z from "zod";
import { joinKey, type LedgerKey } from "../../core/key.ts";
import type { Write } from "../../core/ports.ts";
import type { Instant } from "../../core/time.ts";
import type { TalkDesk } from "./desk.ts";
import { type Digest, DigestItem, digestMessage, gathered } from "./digest.ts";
import { newsScope } from "./newsBook.ts";
import type { News } from "./newsOf.ts";
import { postWrite } from "./posts.ts";

/** What a channel has heard in this minute, and what is gathered for it. */
export interface Hearing {
  /** Since 1970. */
  readonly minute: number;
  readonly said: number;
  readonly digest?: Digest;
  /** It is gathered because there was too much of it. */
  readonly isFlood?: true;
  /** As the ledger has it. */
  readonly seen?: string;
}

const Stored = z.object({
  minute: z.number(),
  said: z.int(),
  digest: DigestItem.exactOptional(),
  isFlood: z.literal(true).exactOptional(),
});

const minuteMillis = 60_000;
/** So many messages one by one a channel hears in a minute; of what is more it hears a digest, a minute later. */
const mostInMinute = 20;

/** Apart from the cursor, so that whoever asks for it alone need not read them. */
function hearingScope(source: string): string {
  return `${newsScope(source)}/channels`;
}

function hearingKey(source: string, channel: string): LedgerKey {
  return { scope: hearingScope(source), key: joinKey(channel) };
}

/** What each channel has heard lately, by its name. @throws StoreError */
export async function hearingsOf(
  source: string,
  { store }: Pick<TalkDesk, "store">,
): Promise<ReadonlyMap<string, Hearing>> {
  const notes = await store.notes(hearingScope(source));
  return new Map(notes.map(({ key, value }) => [nameOf(key), { ...readHearing(value), seen: value }]));
}

function nameOf(key: string): string {
  return key.replaceAll("%2F", "/").replaceAll("%25", "%");
}

function readHearing(text: string): Hearing {
  try {
    return Stored.safeParse(JSON.parse(text)).data ?? { minute: 0, said: 0 };
  } catch {
    return { minute: 0, said: 0 };
  }
}

/** Whether a channel may hear so many messages more now, one by one. */
export function hasRoom(hearing: Hearing, more: number, now: Instant): boolean {
  return !hearing.isFlood && saidNow(hearing, now) + more <= mostInMinute;
}

function saidNow({ minute, said }: Hearing, now: Instant): number {
  return minute === Math.floor(now / minuteMillis) ? said : 0;
}

interface Told {
  readonly source: string;
  readonly channel: string;
  readonly hearing: Hearing;
  /** How many messages are said now. */
  readonly said: number;
  /** What is gathered. */
  readonly rest: readonly { readonly news: News; readonly digestSeconds?: number }[];
}

/** Notes what a channel hears now, and what it will hear. */
export function hearingWrites({ source, channel, hearing, said, rest }: Told, now: Instant): Write[] {
  const { seen, digest: before, isFlood, ...known } = hearing;
  let digest = before;
  let flood = isFlood ?? false;
  for (const { news, digestSeconds } of rest) {
    flood ||= digestSeconds === undefined || news.severity === "alarm";
    const seconds = digestSeconds !== undefined && news.severity !== "alarm" ? digestSeconds : minuteMillis / 1000;
    digest = gathered(digest, news, { now, due: now + seconds * 1000 });
  }
  const after: Hearing = {
    ...known,
    minute: Math.floor(now / minuteMillis),
    said: saidNow(hearing, now) + said,
    ...(digest && { digest }),
    ...(flood && { isFlood: true }),
  };
  return [{ note: hearingKey(source, channel), value: JSON.stringify(after), seen }];
}

/** Tells the digests whose time has come, and forgets channels that nothing was told for a while. @returns how many @throws StoreError */
export async function tellDigests(source: string, desk: TalkDesk): Promise<number> {
  const now = desk.clock();
  let told = 0;
  for (const [channel, { seen, digest, minute }] of await hearingsOf(source, desk)) {
    const place = desk.settings.channels[channel];
    const isIdle = !digest && minute < Math.floor(now / minuteMillis) - 60;
    if (seen === undefined || (place && !isIdle && (!digest || now < digest.due))) continue;
    const id = joinKey("digest", channel, digest?.since ?? 0);
    const post =
      place && digest ? [postWrite(source, id, { to: place, message: digestMessage(digest), at: now, tries: 0 })] : [];
    const done = await desk.store.commit([{ drop: hearingKey(source, channel), seen }, ...post]);
    if (done === "written") told += post.length;
  }
  return told;
}
