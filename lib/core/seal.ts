import { createHash } from "node:crypto";
import * as z from "zod";
import { StoreError } from "./errors.ts";
import { idBound, instantOfId, type SealEntry } from "./journal.ts";
import type { LedgerKey } from "./key.ts";
import type { Instant } from "./time.ts";

// A source's entries have no shared head when they are written; afterwards they are sealed, stretch by stretch, into a
// chain. Who changes an entry, takes one away or slips one in later breaks the seal over it, and with it every later one.

/** An entry as the table holds it, whatever version wrote it: what a seal is made of. */
export interface StoredEntry {
  readonly id: string;
  readonly [name: string]: unknown;
}

/**
 * How far a seal stays behind the clock, so that nobody honest still appends below it. An entry is refused 30 s after its
 * moment; the request is sent again for 30 s at most; AWS refuses a request 5 minutes after it was signed, should the
 * process have been frozen while it was on its way (docs.aws.amazon.com/IAM, "Signature Version 4", read 2026-11). The rest
 * is for clocks.
 */
export const sealLagMillis = 600_000;

/** What is not worth a seal of its own yet: less time than this, or less than an hour in which nothing was written. */
const leastMillis = 300_000;
const leastEmptyMillis = 3_600_000;
/** After an outage the chain catches up in steps. */
const mostMillis = 24 * 3_600_000;

/** Where the chain of a source ends. */
export interface SealHead {
  readonly number: number;
  readonly to: string;
  readonly hash: string;
}

const Head = z.object({ number: z.int().min(1), to: z.string().regex(/^\d{13}-/), hash: z.string() });

export function sealHeadKey(source: string): LedgerKey {
  return { scope: `seal#${source}`, key: "head" };
}

export function sealHeadText({ number, to, hash }: SealHead): string {
  return JSON.stringify({ number, to, hash });
}

/** @throws StoreError `corrupt` for a text that `sealHeadText` did not write */
export function readSealHead(text: string | undefined): SealHead | undefined {
  try {
    return text === undefined ? undefined : Head.parse(JSON.parse(text));
  } catch (cause) {
    throw new StoreError("corrupt", "the head of the journal's seals cannot be read: nothing is sealed", { cause });
  }
}

/** The head as whoever compares it finds it: also one that cannot be read is an answer. */
export type FoundHead = SealHead | "unreadable" | undefined;

export function foundHead(text: string | undefined): FoundHead {
  try {
    return readSealHead(text);
  } catch (error) {
    if (error instanceof StoreError) return "unreadable";
    throw error;
  }
}

/** What the next seal may cover: ids behind `from`, up to and including `to`; `undefined` while it is too early. */
export function nextRange(head: SealHead | undefined, now: Instant): { from: string; to: string } | undefined {
  const end = now - sealLagMillis;
  if (!head) return { from: "", to: idBound(end) };
  const begin = instantOfId(head.to);
  if (end - begin < leastMillis) return undefined;
  return { from: head.to, to: idBound(Math.min(end, begin + mostMillis)) };
}

/** Whether a range in which nothing was written is sealed nevertheless: so nothing can be slipped into a quiet night. */
export function isWorthSealing(range: { readonly from: string; readonly to: string }): boolean {
  return range.from === "" || instantOfId(range.to) - instantOfId(range.from) >= leastEmptyMillis;
}

/** JSON with sorted keys: the same text for the same value, whoever wrote it in whatever order. */
export function canonical(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const members = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, part]) => `${JSON.stringify(name)}:${canonical(part)}`).join(",")}}`;
}

/** SHA-256, hex, of an entry with all that its item holds. */
export function entryDigest(entry: StoredEntry): string {
  return sha256(canonical(entry));
}

/** What a seal says of its entries: SHA-256, hex, of their sorted digests, one a line. */
export function contentOf(digests: readonly string[]): string {
  return sha256(digests.toSorted().join("\n"));
}

/** What a seal's own hash must be. */
export function hashOfSeal({ hash: _, ...seal }: SealEntry): string {
  return sha256(canonical(seal));
}

/** The seal that follows a head. */
export function sealed(
  entries: readonly StoredEntry[],
  {
    source,
    head,
    range,
    keepDays,
    at,
  }: {
    readonly source: string;
    readonly head: SealHead | undefined;
    readonly range: { readonly from: string; readonly to: string };
    readonly keepDays: number;
    readonly at: Instant;
  },
): SealEntry {
  const number = (head?.number ?? 0) + 1;
  const oldest = oldestMoment(entries, range.from);
  const open: SealEntry = {
    kind: "seal",
    id: sealId(number),
    at,
    source,
    number,
    ...range,
    count: entries.length,
    content: contentOf(entries.map(entryDigest)),
    previous: head?.hash ?? "",
    ...(oldest !== undefined && { forgetAt: oldest + keepDays * 86_400_000 }),
    hash: "",
  };
  return { ...open, hash: hashOfSeal(open) };
}

/** Sorts by number. */
export function sealId(number: number): string {
  return `${String(number).padStart(13, "0")}-seal`;
}

/** No entry of a range is older. What the entries say of it is not asked: one that was planted may say anything. */
function oldestMoment(entries: readonly StoredEntry[], from: string): Instant | undefined {
  if (entries.length === 0) return undefined;
  const bounds = from === "" ? entries.map(({ id }) => id) : [from];
  const moments = bounds.map(instantOfId).filter((at) => !Number.isNaN(at));
  return moments.length === 0 ? undefined : moments.reduce((one, other) => Math.min(one, other));
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
