import type { GitLabError } from "../../core/errors.ts";
import type { RateAnswer } from "../../core/throttleHeard.ts";
import type { RateWindow } from "../../core/throttleState.ts";
import { known } from "../known.ts";
import type { Headers } from "../signature.ts";
import type { Answer } from "./answerbody.ts";

/** What an answer says about rates; `error` where it is one. */
export function rateAnswer({ status, headers }: Answer, error?: GitLabError): RateAnswer {
  const waits = error && { limit: error.limit, retryAfterSeconds: error.retryAfterSeconds };
  return { status, ...known({ window: rateWindow(headers), ...waits }) };
}

/**
 * What GitLab's own count has left, and when it begins anew (Unix seconds). The limit beside them is scaled to a minute and
 * what remains is not, so nothing follows from the limit but that there is one.
 * Source: gitlabhq lib/gitlab/rack_attack.rb (read 2026-11).
 *
 * @returns `undefined` where one of the three is missing or no number, or there is no limit
 */
export function rateWindow(headers: Headers): RateWindow | undefined {
  const [limit, remaining, reset] = ["limit", "remaining", "reset"].map((name) => count(headers[`ratelimit-${name}`]));
  if (!limit || remaining === undefined || !reset) return undefined;
  return { remaining, resetAt: reset * 1000 };
}

function count(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}
