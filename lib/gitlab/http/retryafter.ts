import type { Instant } from "../../core/time.ts";
import type { Headers } from "../signature.ts";

const [shortest, longest] = [1, 3600];

/**
 * How long GitLab asks to wait, from `Retry-After` (seconds or an HTTP date), else from `RateLimit-Reset` (Unix seconds).
 * Source: docs.gitlab.com/administration/settings/user_and_ip_rate_limits, "Response headers" (read 2026-11).
 *
 * @returns 1 to 3,600 seconds, whatever was asked for; `undefined` when nothing readable was
 */
export function retryAfterSeconds(headers: Headers, now: Instant): number | undefined {
  const seconds = spoken(headers["retry-after"], now) ?? untilReset(headers["ratelimit-reset"], now);
  return seconds === undefined ? undefined : Math.min(longest, Math.max(shortest, Math.ceil(seconds)));
}

function spoken(text: string | undefined, now: Instant): number | undefined {
  if (text === undefined) return undefined;
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  const at = /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : (at - now) / 1000;
}

function untilReset(text: string | undefined, now: Instant): number | undefined {
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) - now / 1000 : undefined;
}
