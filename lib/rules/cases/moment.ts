import * as z from "zod";
import { spanSeconds } from "../../core/span.ts";
import type { Instant } from "../../core/time.ts";
import { typed } from "../fields.ts";

const wantedMoment = "expected a moment such as 2026-11-20T18:00:00+01:00, with Z or an offset";

/** A moment as cases write it: ISO 8601 with `Z` or an offset. */
export const Moment = z
  .string({ error: typed(wantedMoment) })
  .refine((text) => momentOf(text) !== undefined, { error: typed(wantedMoment) });

/** A moment, or a length of time that is counted from the case's own. */
export const SpanOrMoment = z
  .string({ error: typed("expected a span such as 10m, or a moment such as 2026-11-20T18:00:00Z") })
  .refine((text) => spanSeconds(text) !== undefined || momentOf(text) !== undefined, {
    error: typed("expected a span such as 10m, or a moment such as 2026-11-20T18:00:00Z"),
  });

const shape = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** The moment that a text names; `undefined` when it names none. */
export function momentOf(text: string): Instant | undefined {
  const [, date] = shape.exec(text) ?? [];
  if (date === undefined) return undefined;
  const midnight = Date.parse(`${date}T00:00:00Z`);
  const isDay = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date);
  return isDay ? Date.parse(text) : undefined;
}
