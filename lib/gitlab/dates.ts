import type { Instant } from "../core/time.ts";

const form = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? ?(UTC|Z|[+-]\d\d:?\d\d)$/;
const eachYear = { first: 2000, last: 2999 };

/**
 * Reads a date as GitLab writes it: `2022-04-09 19:26:31 UTC`, `2021-04-28 21:50:00 +0200`, `2026-08-02T07:59:54.000Z`.
 *
 * @returns the moment to the millisecond, or `undefined` for anything else: another form, a day or an hour that does not
 *   exist, a year outside 2000 to 2999
 */
export function readInstant(text: string): Instant | undefined {
  const [, year, month, day, hour, minute, second, fraction, zone] = form.exec(text) ?? [];
  const offset = offsetMinutes(zone ?? "");
  if (offset === undefined || Number(year) < eachYear.first || Number(year) > eachYear.last) return undefined;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.${(fraction ?? "").slice(0, 3).padEnd(3, "0")}Z`;
  const local = new Date(iso);
  // V8 takes 31 February and 24:00 for the next day
  if (Number.isNaN(local.getTime()) || local.toISOString() !== iso) return undefined;
  return local.getTime() - offset * 60_000;
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
