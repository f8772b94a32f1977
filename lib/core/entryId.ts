import type { Instant } from "./time.ts";

/** An entry's id: sorts by time, then by `tail`, a text that nobody else has. */
export function entryId(at: Instant, tail: string): string {
  return `${String(at).padStart(13, "0")}-${tail}`;
}

/** Behind the ids of all entries that are older than a moment, before those of all others. */
export function idBound(at: Instant): string {
  return `${String(Math.max(0, Math.floor(at))).padStart(13, "0")}-`;
}

/** The moment in an entry's id, or in a bound; NaN for a text that is neither. */
export function instantOfId(id: string): Instant {
  return /^\d{13}-/.test(id) ? Number(id.slice(0, 13)) : Number.NaN;
}
