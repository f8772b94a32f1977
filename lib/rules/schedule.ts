import * as z from "zod";
import { spanSeconds } from "../core/span.ts";
import { Span } from "./fields.ts";
import { got, hint, shown } from "./wording.ts";

const minuteSeconds = 60;
const daySeconds = 86_400;
const weekSeconds = 7 * daySeconds;

/** A time zone by its IANA name. */
export const Zone = z.string().refine(isZone, {
  error: ({ input }) =>
    `no time zone ${shown(String(input))}${nearZone(String(input))} (expected an IANA name such as Europe/Berlin)`,
});

function nearZone(text: string): string {
  const known = Intl.supportedValuesOf("timeZone");
  const city = known.find((zone) => zone.toLowerCase().endsWith(`/${text.toLowerCase().replaceAll(" ", "_")}`));
  return city === undefined ? hint(text, known) : `; did you mean ${shown(city)}?`;
}

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
  .strictObject(
    {
      every: Span.exactOptional(),
      at: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'expected a time of day such as "03:00"' })
        .exactOptional(),
      zone: Zone.exactOptional(),
      cron: z.string().exactOptional(),
    },
    {
      error: ({ code, input }) =>
        code === "invalid_type" && input !== undefined
          ? `expected { every: 1d, at: "03:00", zone: UTC } or { cron: "0 3 * * *" }, got ${got(input)}`
          : undefined,
    },
  )
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

/** What is seen without reading it: whether it is one, and ever comes, is told by `cronFaults`, which this file must not load. */
function whyBadCron(cron: string): string | undefined {
  if (cron.trim().split(/\s+/).length !== 5)
    return "expected five fields: minute, hour, day of month, month, day of week";
  // What reads it would put the present time in place of `?`.
  return cron.includes("?") ? "`?` is not supported: write `*`" : undefined;
}
