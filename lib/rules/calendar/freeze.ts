import * as z from "zod";
import { shown } from "../wording.ts";
import { dayMillis, minuteMillis, readDate, readTime, type Wall } from "./wall.ts";

/** A date, or a date and a time of day in the calendar's zone. */
const Moment = z.string().refine((text) => readMoment(text) !== undefined, {
  error: ({ input }) =>
    /Z$|[+-]\d{2}:?\d{2}$/.test(String(input).slice(10))
      ? "expected a time without an offset: it is read in the calendar's zone"
      : `no date ${shown(String(input))}: expected one that exists, e.g. \`2026-12-24\` or \`2026-12-24T12:00\``,
});

/**
 * A time without openings. `from` and `to` are dates, both included, or date-times such as `2026-12-24T12:00`, of which the
 * second is the first moment that is free again; all in the calendar's zone.
 */
export const Freeze = z
  .strictObject({
    from: Moment,
    to: Moment,
    why: z
      .string()
      .regex(/^\P{Cc}{1,200}$/u, { error: "expected one line of at most 200 letters" })
      .exactOptional(),
  })
  .superRefine(({ from, to }, context) => {
    const [begins, ends] = [readMoment(from)?.from, readMoment(to)?.to];
    if (begins === undefined || ends === undefined || begins < ends) return;
    const message = `a freeze ends after it begins, but this one begins ${shown(from)}`;
    context.addIssue({ code: "custom", path: ["to"], message });
  });
export type Freeze = z.infer<typeof Freeze>;

/** What a moment means as a beginning and as an end: a date is a whole day, a date-time its first instant. */
function readMoment(text: string): { readonly from: Wall; readonly to: Wall } | undefined {
  const [date = "", time, ...more] = text.split("T");
  const midnight = readDate(date);
  const minutes = time === undefined ? 0 : readTime(time);
  if (midnight === undefined || minutes === undefined || more.length > 0) return undefined;
  const from = midnight + minutes * minuteMillis;
  return { from, to: time === undefined ? from + dayMillis : from };
}

/** The stretch of a freeze by the clock on the wall, its end left out. */
export function readFreeze({ from, to }: Freeze): { readonly from: Wall; readonly to: Wall } {
  // What the schema let through can be read.
  return { from: readMoment(from)?.from ?? Number.NaN, to: readMoment(to)?.to ?? Number.NaN };
}
