import { Temporal } from "temporal-polyfill";
import type { Instant } from "../../core/time.ts";
import { dayMillis, type Wall } from "./wall.ts";

/** A time in which a zone's clock is not changed. Its end is left out. */
export interface Stretch {
  readonly from: Instant;
  readonly to: Instant;
  /** What the clock on the wall shows more than UTC. */
  readonly offsetMillis: number;
}

/** The stretches of a zone's clock from one moment to another, which is left out. */
export function* stretches(zone: string, from: Instant, to: Instant): Generator<Stretch> {
  for (let at = from; at < to; ) {
    const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
    const change = zoned.getTimeZoneTransition("next")?.epochMilliseconds ?? to;
    const end = Math.min(change, to);
    yield { from: at, to: end, offsetMillis: zoned.offsetNanoseconds / 1_000_000 };
    at = end;
  }
}

/** What the clock on the wall shows at a moment. */
export function wallAt(zone: string, now: Instant): Wall {
  return now + Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).offsetNanoseconds / 1_000_000;
}

/** No zone is further from UTC, not even in the hours around a day that it skips. */
const farMillis = 2 * dayMillis;

/** The first moment at which the clock shows that time or a later one: right after the gap for one that is skipped. */
export function firstAt(zone: string, wall: Wall): Instant {
  for (const { from, to, offsetMillis } of stretches(zone, wall - farMillis, wall + farMillis)) {
    const at = Math.max(from, wall - offsetMillis);
    if (at < to) return at;
  }
  return wall + farMillis;
}

/** The moment from which on the clock never shows a time before that one again: the second time for one that comes twice. */
export function lastBefore(zone: string, wall: Wall): Instant {
  let last = wall - farMillis;
  for (const { from, to, offsetMillis } of stretches(zone, wall - farMillis, wall + farMillis))
    if (from + offsetMillis < wall) last = Math.min(to, wall - offsetMillis);
  return last;
}
