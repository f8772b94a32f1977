import { Cron } from "croner";
import * as z from "zod";
import { spanSeconds } from "../core/span.ts";
import type { Instant } from "../core/time.ts";
import { Span } from "./fields.ts";
import { hint, shown } from "./wording.ts";

const minuteSeconds = 60;
const daySeconds = 86_400;
const weekSeconds = 7 * daySeconds;

const Zone = z.string().refine(isZone, {
  error: ({ input }) =>
    `no time zone ${shown(String(input))}${hint(String(input), Intl.supportedValuesOf("timeZone"))} (expected an IANA name such as Europe/Berlin)`,
});

function isZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return /^[A-Za-z]/.test(text);
  } catch {
    return false;
  }
}

/**
 * When a schedule rule comes: `every` a part of a day, counted from midnight UTC of 1970-01-01; or `every` day or week (on
 * Monday) `at` a time of day in a `zone`; or `cron` in a zone. `at` is 00:00 and `zone` UTC unless they are given.
 */
export const Schedule = z
  .strictObject({
    every: Span.exactOptional(),
    at: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'expected a time of day such as "03:00"' })
      .exactOptional(),
    zone: Zone.exactOptional(),
    cron: z.string().exactOptional(),
  })
  .superRefine((schedule, context) => {
    for (const [key, message] of faults(schedule))
      context.addIssue({ code: "custom", path: key === undefined ? [] : [key], message });
  });
export type Schedule = z.infer<typeof Schedule>;

type Fault = readonly [key: keyof Schedule | undefined, message: string];

function faults({ every, at, zone, cron }: Schedule): Fault[] {
  if (every !== undefined && cron !== undefined) return [["cron", "give either `every` or `cron`, not both"]];
  if (cron !== undefined) {
    const why = whyBadCron(cron);
    const list: Fault[] = why ? [["cron", why]] : [];
    return at === undefined ? list : [...list, ["at", "`at` goes with `every`; a `cron` names its time itself"]];
  }
  if (every === undefined) return [[undefined, "expected `every` or `cron`"]];
  const seconds = spanSeconds(every) ?? Number.NaN;
  if (seconds >= daySeconds)
    return seconds === daySeconds || seconds === weekSeconds
      ? []
      : [["every", "expected less than a day, 1d or 1w; for anything else use `cron`"]];
  const list: Fault[] = seconds < minuteSeconds ? [["every", "expected at least 1m"]] : [];
  if (at !== undefined) list.push(["at", "`at` goes with `every: 1d` or `1w`"]);
  if (zone !== undefined) list.push(["zone", "`zone` goes with `every: 1d`, `1w` or `cron`"]);
  return list;
}

function whyBadCron(cron: string): string | undefined {
  if (cron.trim().split(/\s+/).length !== 5)
    return "expected five fields: minute, hour, day of month, month, day of week";
  // Croner puts the present time in place of `?`.
  if (cron.includes("?")) return "`?` is not supported: write `*`";
  try {
    return pattern(cron, "UTC").nextRun(new Date(0)) ? undefined : "this moment never comes";
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^CronPattern: /, "") : "not a cron text";
  }
}

/**
 * The latest moment of a schedule that is not after `now`; `undefined` when there was none. A time of day that a clock
 * change skips comes right after the gap, and one that happens twice comes the first time only; a cron with a `*` or a
 * step in its hours or minutes goes by the clock on the wall instead.
 */
export function latestDue(schedule: Schedule, now: Instant): Instant | undefined {
  const { every, zone = "UTC" } = schedule;
  const seconds = every === undefined ? undefined : spanSeconds(every);
  if (seconds !== undefined && seconds < daySeconds) {
    const step = seconds * 1000;
    return Math.floor(now / step) * step;
  }
  // Croner counts in whole seconds and leaves out the moment that it starts from.
  const after = (Math.floor(now / 1000) + 1) * 1000;
  return pattern(cronOf(schedule), zone).previousRuns(1, new Date(after))[0]?.getTime();
}

function cronOf({ every, at = "00:00", cron }: Schedule): string {
  if (cron !== undefined) return cron;
  const [hour, minute] = at.split(":").map(Number);
  const isWeekly = every !== undefined && spanSeconds(every) === weekSeconds;
  return `${minute} ${hour} * * ${isWeekly ? 1 : "*"}`;
}

function pattern(cron: string, zone: string): Cron {
  return new Cron(cron.trim(), { timezone: zone, mode: "5-part", fixedTimeRule: "no-wildcard" });
}
