import type { Gate } from "../../core/gate.ts";
import { joinKey } from "../../core/key.ts";
import type { Outcome } from "../../core/outcome.ts";
import type { Write } from "../../core/ports.ts";
import type { Instant } from "../../core/time.ts";

/** So many gates of a source that a calendar had kept shut are played in a minute once it is open. */
export const mostPerMinute = 6;
export const minuteMillis = 60_000;

const keepMillis = 3_600_000;

/** The minute that a moment is in, by its beginning. */
export function minuteOf(now: Instant): Instant {
  return now - (now % minuteMillis);
}

/** Takes one of a minute's places, for a gate that was parked; people wait for all others. */
export function rateWrites({ parkedUntil }: Gate, source: string, now: Instant): Write[] {
  if (parkedUntil === undefined) return [];
  const start = minuteOf(now);
  const count = { scope: `${scopeOf(source)}/${start}`, key: "n" };
  return [{ count, by: 1, most: mostPerMinute, forgetAt: start + keepMillis }];
}

/** Whether a write takes such a place. */
export function isRate(write: Write | undefined, source: string): boolean {
  return write !== undefined && "count" in write && write.count.scope.startsWith(`${scopeOf(source)}/`);
}

/** How a run ends whose minute is full. Exactly at the next: who waited longest goes first. */
export function untilNextMinute(now: Instant): Outcome {
  const reason = `${mostPerMinute} gates that had waited for an opening were played in this minute: it goes on with the next`;
  return { kind: "again", at: minuteOf(now) + minuteMillis, why: "wait", reason };
}

function scopeOf(source: string): string {
  return `limit#${joinKey(source, "gates")}`;
}
