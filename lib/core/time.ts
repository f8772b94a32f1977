/** A moment: milliseconds since 1970-01-01 UTC. */
export type Instant = number;

/** Tells the present moment. The real one is `edge/clock.ts`; tests and the local demo pass their own. */
export type Clock = () => Instant;

/**
 * "Now" as a task's `due` is written: 5 s early, because clocks differ and a claim that comes too early would wait
 * for the next tick.
 */
export function dueNow(now: Instant): Instant {
  return now - 5_000;
}

/** Milliseconds of whole or broken seconds. */
export function millis(seconds: number): number {
  return Math.round(seconds * 1000);
}

/** A moment as people read it, e.g. `2026-11-20T09:30:00Z`. */
export function instantText(at: Instant): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, "Z");
}
