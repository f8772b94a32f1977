import type { Clock, Instant } from "../core/time.ts";

/** Says something, or not; it is told how often it was not said before. */
export type Seldom = (say: (unsaid: number) => void) => void;

const windowMillis = 60_000;

/**
 * Lets something be said at most so many times a minute. What a flood makes us say must cost less than the flood; how much
 * was left out is told with the next that is said.
 */
export function createSeldom(clock: Clock, mostPerMinute: number): Seldom {
  let since: Instant = Number.NEGATIVE_INFINITY;
  let said = 0;
  let unsaid = 0;
  return (say) => {
    const now = clock();
    if (now - since >= windowMillis) {
      since = now;
      said = 0;
    }
    if (said >= mostPerMinute) {
      unsaid++;
      return;
    }
    said++;
    say(unsaid);
    unsaid = 0;
  };
}
