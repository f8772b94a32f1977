import type { GitLabError } from "../../core/errors.ts";
import type { RateAnswer } from "../../core/throttleHeard.ts";
import type { RateWindow } from "../../core/throttleState.ts";
import { known } from "../known.ts";
import type { Headers } from "../signature.ts";
import type { Answer } from "./answerbody.ts";

/** What an answer says about rates; `error` where it is one. A 5xx is no answer of GitLab's own. */
export function rateAnswer({ status, headers }: Answer, where: string, error?: GitLabError): RateAnswer {
  const waits = error && { limit: error.limit, retryAfterSeconds: error.retryAfterSeconds };
  return {
    status,
    ...(status >= 500 && { failed: true as const }),
    ...known({ window: rateWindow(headers), ...waits }),
    ...(error?.limit === "endpoint" && isJobList(where) && { ofLists: true as const }),
  };
}

/** These have a limit of their own. Source: docs.gitlab.com/administration/settings, project_jobs_api_rate_limit (read 2026-11). */
function isJobList(where: string): boolean {
  return /^GET \/projects\/[^/]+\/jobs$/.test(where);
}

/** The same of a request without a whole answer. One that came and cannot be used is GitLab's all the same. */
export function noAnswer({ code, status }: GitLabError): RateAnswer {
  const isAnswer = code === "oddAnswer" && status !== undefined && status < 500;
  return { ...(status !== undefined && { status }), ...(!isAnswer && { failed: true }) };
}

/**
 * What GitLab's own count has left, and when it begins anew (Unix seconds). The limit beside them is scaled to a minute and
 * what remains is not, so nothing follows from the limit but that there is one.
 * Source: gitlabhq lib/gitlab/rack_attack.rb (read 2026-11).
 *
 * @returns `undefined` where one of the three is missing or no number, or there is no limit
 */
export function rateWindow(headers: Headers): RateWindow | undefined {
  const limit = count(headers["ratelimit-limit"]);
  const remaining = count(headers["ratelimit-remaining"]);
  const reset = count(headers["ratelimit-reset"]);
  if (!limit || remaining === undefined || !reset) return undefined;
  return { remaining, resetAt: reset * 1000 };
}

function count(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}
