import type { Entry } from "../../core/journal.ts";
import { type RecordedEvent, type RecordedLook, readLook, readRecorded } from "../../core/recorded.ts";
import type { Instant } from "../../core/time.ts";

/** What a simulation is fed with, oldest first: what was heard, and what workers saw. */
export type Recorded =
  | {
      readonly kind: "event";
      /** When it was heard, by our clock. */
      readonly at: Instant;
      /** The delivery's id: one that came twice counts once. */
      readonly delivery: string;
      readonly event: RecordedEvent;
      /** The patrol found it. */
      readonly isFinding?: true;
    }
  | { readonly kind: "look"; readonly at: Instant; readonly look: RecordedLook };

/**
 * What a journal entry holds for a simulation: `unreadable` where its facts cannot be read, `untold` for a delivery without
 * any (an event of another kind, one that was too large, or written before facts were), `undefined` for everything else.
 */
export function recordedIn(entry: Entry): Recorded | "unreadable" | "untold" | undefined {
  if (entry.kind === "delivery") {
    if (entry.ignored !== undefined) return undefined;
    if (entry.facts === undefined) return "untold";
    const event = readRecorded(entry.facts);
    if (!event) return "unreadable";
    return {
      kind: "event",
      at: entry.at,
      delivery: entry.delivery,
      event,
      ...(entry.finding && { isFinding: true }),
    };
  }
  if (entry.kind !== "task" || entry.facts === undefined) return undefined;
  const look = readLook(entry.facts);
  return look ? { kind: "look", at: look.at, look } : "unreadable";
}
