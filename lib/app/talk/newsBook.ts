import * as z from "zod";
import { idBound, instantOfId } from "../../core/journal.ts";
import { joinKey, type LedgerKey } from "../../core/key.ts";
import { textHash } from "../../core/planHash.ts";
import type { Instant } from "../../core/time.ts";

/** How far a source's journal was read for news. */
export interface Cursor {
  /** Behind this id. */
  readonly from: string;
  /** What was told already of entries behind it, by the ten seconds that they are of: a fingerprint of each, joined. */
  readonly told: Readonly<Record<string, string>>;
  /** A stretch that is read from its end: what is left of it. */
  readonly reading?: { readonly startedAt: Instant; readonly before: string };
}

const Stored = z.object({
  from: z.string(),
  told: z.record(z.string(), z.string()),
  reading: z.object({ startedAt: z.number(), before: z.string() }).exactOptional(),
});

/** Entries are written a little after the moment that they tell, but never later than that. */
export const lateMillis = 2 * 60_000;
const bucketMillis = 10_000;
const markLength = 10;
/** What is remembered of two minutes; where more happens, what is written late is not looked for. */
const mostTold = 8_000;
/** In the place of the marks of ten seconds that there is no room for. */
const noRoom = "-";

export function newsScope(source: string): string {
  return `news#${joinKey(source)}`;
}

export function cursorKey(source: string): LedgerKey {
  return { scope: newsScope(source), key: "cursor" };
}

export function readCursor(text: string): Cursor | undefined {
  try {
    return Stored.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

export function cursorText(cursor: Cursor): string {
  return JSON.stringify(cursor);
}

/** Where somebody begins who has read nothing: with what happens from now on. */
export function newCursor(now: Instant): Cursor {
  return { from: idBound(now), told: {} };
}

export function isTold({ told }: Pick<Cursor, "told">, id: string): boolean {
  const marks = told[bucketOf(instantOfId(id))] ?? "";
  const mark = markOf(id);
  for (let at = 0; at < marks.length; at += markLength) if (marks.startsWith(mark, at)) return true;
  return false;
}

/** The cursor once some entries more were told. */
export function toldToo(cursor: Cursor, ids: readonly string[]): Cursor {
  const told: Record<string, string> = { ...cursor.told };
  let room = mostTold * markLength - Object.values(told).reduce((sum, { length }) => sum + length, 0);
  for (const id of ids) {
    const bucket = bucketOf(instantOfId(id));
    const isFull = room < markLength || told[bucket] === noRoom;
    room -= markLength;
    told[bucket] = isFull ? noRoom : (told[bucket] ?? "") + markOf(id);
  }
  return { ...cursor, told };
}

/** The cursor once a stretch that was begun then is read: what is written late is still looked for. */
export function readUpTo({ from, told }: Cursor, startedAt: Instant): Cursor {
  const full = Object.keys(told).filter((bucket) => told[bucket] === noRoom);
  const begin = Math.max(instantOfId(from) || 0, startedAt - lateMillis, ...full.map(endOf));
  const kept = Object.entries(told).filter(([bucket]) => endOf(bucket) > begin);
  return { from: idBound(begin), told: Object.fromEntries(kept) };
}

function endOf(bucket: string): Instant {
  return (Number(bucket) + 1) * bucketMillis;
}

function bucketOf(at: Instant): string {
  return String(Math.floor(at / bucketMillis));
}

function markOf(id: string): string {
  return textHash(id).slice(0, markLength);
}
