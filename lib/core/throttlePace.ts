import { leastPerMinute, sanePerMinute, skewMillis } from "./throttleSizes.ts";
import type { Instant } from "./time.ts";

/** How much slower than allowed GitLab is asked, since it refused although we were within what is configured. */
export interface Pace {
  /** Of the configured rate; less than 0.1 counts as that. */
  readonly part: number;
  /** When it was halved last. */
  readonly slowedAt: Instant;
  /** From when on it grows back: when GitLab may be asked again. */
  readonly growsFrom: Instant;
}

const leastPart = 0.1;
const growth = 0.1;
const minuteMillis = 60_000;
const slowedMillis = 30_000;
/** GitLab is asked nothing for at most an hour and a fifth. */
const longestMillis = 4_320_000;

/** Half as fast, at most once in 30 s and never below a tenth. @param until when GitLab may be asked again */
export function slower(pace: Pace | undefined, now: Instant, until: Instant): Pace {
  const part = partNow(pace, now);
  const growsFrom = Math.max(now, until);
  if (pace && isSane(pace, now) && now - pace.slowedAt < slowedMillis)
    return { part, slowedAt: pace.slowedAt, growsFrom };
  return { part: part / 2, slowedAt: now, growsFrom };
}

/** The part of the configured rate: a tenth of that more after each minute without a refusal. */
export function partNow(pace: Pace | undefined, now: Instant): number {
  if (!pace || !isSane(pace, now)) return 1;
  const minutes = Math.max(0, Math.floor((now - pace.growsFrom) / minuteMillis));
  return Math.min(1, Math.max(leastPart, pace.part) + growth * minutes);
}

/** Requests a minute as GitLab takes them just now: never less than 60, with which every run fits in. */
export function pacedPerMinute(
  pace: Pace | undefined,
  { now, perMinute }: { readonly now: Instant; readonly perMinute: number },
): number {
  return Math.max(leastPerMinute, partNow(pace, now) * sanePerMinute(perMinute));
}

/** Whether some clock can have written it. */
function isSane({ slowedAt, growsFrom }: Pace, now: Instant): boolean {
  return slowedAt <= now + skewMillis && growsFrom <= now + longestMillis + skewMillis;
}
