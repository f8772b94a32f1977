import type { Instant } from "../core/time.ts";

/** The present moment by the machine's clock. The only place that asks it. */
export function systemClock(): Instant {
  return Date.now();
}
