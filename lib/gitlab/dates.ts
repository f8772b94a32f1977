import type { Instant } from "../core/time.ts";

/** Years from 2000 to 2999. All before the fraction has its place, so that no part of it need be cut out. */
const form =
  /^2\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})? ?(?:UTC|Z|[+-]\d\d:?\d\d)$/;
const fractionAt = 19;

/**
 * Reads a date as GitLab writes it: `2022-04-09 19:26:31 UTC`, `2021-04-28 21:50:00 +0200`, `2026-08-02T07:59:54.000Z`.
 *
 * @returns the moment to the millisecond, or `undefined` for anything else: another form, a day or an hour that does not
 *   exist, a year outside 2000 to 2999
 */
export function readInstant(text: string): Instant | undefined {
  if (!form.test(text)) return undefined;
  const offset = text.endsWith("Z") || text.endsWith("UTC") ? 0 : offsetMinutes(text);
  if (offset === undefined) return undefined;
  const year = pairAt(text, 0) * 100 + pairAt(text, 2);
  const [month, day] = [pairAt(text, 5), pairAt(text, 8)];
  const millis = text[fractionAt] === "." ? millisOf(text) : 0;
  const local = Date.UTC(year, month - 1, day, pairAt(text, 11), pairAt(text, 14), pairAt(text, 17), millis);
  // Of the days that a month may lack, 31 February is taken for 3 March.
  if (day > 28 && new Date(local).getUTCDate() !== day) return undefined;
  return local - offset * 60_000;
}

/** The number that the two digits at a place make. */
function pairAt(text: string, at: number): number {
  return text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 11 * zero;
}

const zero = 0x30;

/** What the first three digits of a fraction make. */
function millisOf(text: string): number {
  const [digits = ""] = /^\d{1,3}/.exec(text.slice(fractionAt + 1)) ?? [];
  return Number(digits.padEnd(3, "0"));
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
function offsetMinutes(text: string): number | undefined {
  const [, sign, hours, minutes] = /([+-])(\d\d):?(\d\d)$/.exec(text) ?? [];
  const offset = Number(hours) * 60 + Number(minutes);
  if (!(offset <= 14 * 60) || Number(minutes) > 59) return undefined;
  return sign === "-" ? -offset : offset;
}
