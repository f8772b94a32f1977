import type { Clock, Instant } from "../../lib/core/time.ts";

/** A clock that stands still until it is told to go on. */
export interface VirtualClock {
  now(): Instant;
  advance(seconds: number): void;
}

/** Default start: a Friday morning in November 2026. `now` may be passed on without its object. */
export function virtualClock(start: Instant = Date.UTC(2026, 10, 20, 9, 30)): VirtualClock {
  let at = start;
  return {
    now: () => at,
    advance(seconds) {
      if (!(seconds >= 0)) throw new RangeError(`a clock does not go back: ${seconds} s`);
      at += Math.round(seconds * 1000);
    },
  };
}

/** A clock that goes as another does, from whatever moment it is moved on to. */
export function steeredClock(base: Clock): VirtualClock {
  let aheadMillis = 0;
  return {
    now: () => base() + aheadMillis,
    advance(seconds) {
      if (!(seconds >= 0)) throw new RangeError(`a clock does not go back: ${seconds} s`);
      aheadMillis += Math.round(seconds * 1000);
    },
  };
}
