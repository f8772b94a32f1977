import type { Instant } from "../../core/time.ts";

/** A worker looks a second later at what may be done at once: what GitLab does by itself, such as a retry, comes before. */
export const reactionMillis = 1_000;
/** So long after its time a look may still tell what was unknown then. */
export const patienceMillis = 86_400_000;

/** When a worker looks first. */
export function startOf(due: Instant, now: Instant): Instant {
  return Math.max(due, now) + reactionMillis;
}
