import type { Instant } from "../core/time.ts";

/** Years from 2000 to 2999. */
const form = /^(2\d{3})-(0[1-9]|1[0-2])-(\d\d)[T ](\d\d):([0-5]\d):([0-5]\d)(?:\.(\d{1,9}))? ?(UTC|Z|[+-]\d\d:?\d\d)$/;

/**
 * Reads a date as GitLab writes it: `2022-04-09 19:26:31 UTC`, `2021-04-28 21:50:00 +0200`, `2026-08-02T07:59:54.000Z`.
 *
 * @returns the moment to the millisecond, or `undefined` for anything else: another form, a day or an hour that does not
 *   exist, a year outside 2000 to 2999
 */
export function readInstant(text: string): Instant | undefined {
  const [, year, month, day, hour, minute, second, fraction = "", zone = ""] = form.exec(text) ?? [];
  const offset = offsetMinutes(zone);
  if (offset === undefined) return undefined;
  const millis = Number(fraction.slice(0, 3).padEnd(3, "0"));
  const [days, hours] = [Number(day), Number(hour)];
  const local = Date.UTC(Number(year), Number(month) - 1, days, hours, Number(minute), Number(second), millis);
  // 31 February is taken for 3 March, and 24:00 for the next day.
  return new Date(local).getUTCDate() === days ? local - offset * 60_000 : undefined;
}

/**
 * Reads a day as GitLab writes it where a token expires, `2026-12-01`: its first moment, UTC. Anything else is read as
 * `readInstant` does.
 * Source: docs.gitlab.com/user/project/settings/project_access_tokens, "Expiry" (read 2026-11).
 */
export function readDay(text: string): Instant | undefined {
  return readInstant(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text} 00:00:00 UTC` : text);
}

/** What a zone adds to UTC; no place on Earth is more than 14 hours away. */
function offsetMinutes(zone: string): number | undefined {
  if (zone === "UTC" || zone === "Z") return 0;
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  const offset = Number(hours) * 60 + Number(minutes);
  if (!(offset <= 14 * 60) || Number(minutes) > 59) return undefined;
  return sign === "-" ? -offset : offset;
}
