import { spanSeconds } from "../../core/span.ts";
import type { Instant } from "../../core/time.ts";

const dateOrTime = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

export const wantedMoment =
  "a time such as 2026-11-20T09:30:00Z or 2026-11-20T10:30+01:00, a date (UTC) such as 2026-11-20, or how long ago, such as 90s, 15m, 2h or 30d";

/** The moment that a person names: a span before now, a date, or a time with its zone; `undefined` for anything else. */
export function momentOf(text: string, now: Instant): Instant | undefined {
  const seconds = spanSeconds(text);
  if (seconds !== undefined) return Math.max(0, now - seconds * 1000);
  const at = dateOrTime.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) || at < 0 ? undefined : at;
}
