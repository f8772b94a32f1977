import { GitLabError, type GitLabErrorCode } from "../../core/errors.ts";
import type { Instant } from "../../core/time.ts";
import { type Answer, wordsOf } from "./answerbody.ts";
import { retryAfterSeconds } from "./retryafter.ts";

const advice: Readonly<Record<GitLabErrorCode, string>> = {
  refusedConnection: "check the base URL, the name service, the firewall and, for a private CA, its certificate",
  unreachable: "GitLab or a proxy before it closed the connection; it is asked again later",
  timeout: "GitLab or a proxy before it is slow; it is asked again later",
  unauthorized: "the token is wrong, expired or revoked: make a new one",
  forbidden: "the token's user lacks the role, the scope or the right to the protected ref: grant it",
  notFound: "the thing is gone, or the token's user must not see it: check its membership of the project",
  throttled: "GitLab's rate limit is reached; it is asked again later",
  redirected: "redirects are not followed: set the base URL to the address that GitLab itself uses",
  server: "GitLab or a proxy before it has a problem; it is asked again later",
  oddAnswer: "something between us and GitLab may answer in its place: check the base URL and the proxies",
};

/** What is known about a request that failed. */
interface Failure {
  readonly code: GitLabErrorCode;
  /** E.g. `GET /projects/7/jobs/1001`: the query is left out. */
  readonly where: string;
  readonly what: string;
  readonly status?: number | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly cause?: unknown;
}

export function failure({ code, where, what, status, retryAfterSeconds: wait, cause }: Failure): GitLabError {
  return new GitLabError(code, `${where}: ${what}`, {
    advice: advice[code],
    ...(status !== undefined && { status }),
    ...(wait !== undefined && { retryAfterSeconds: wait }),
    cause,
  });
}

/** An answer that is not 2xx, as an error. */
export function statusFailure(
  answer: Answer,
  { where, veiled, now }: { where: string; veiled: readonly string[]; now: Instant },
): GitLabError {
  const { status } = answer;
  const words = wordsOf(answer, veiled);
  // most of GitLab's messages begin with the status themselves
  const what = words.startsWith(`${status} `) ? words : `${status} ${words}`.trimEnd();
  return failure({
    code: codeOf(status),
    where,
    what,
    status,
    retryAfterSeconds: retryAfterSeconds(answer.headers, now),
  });
}

function codeOf(status: number): GitLabErrorCode {
  if (status >= 300 && status < 400) return "redirected";
  if (status === 401) return "unauthorized";
  if (status === 403) return "forbidden";
  if (status === 404) return "notFound";
  if (status === 408) return "timeout";
  if (status === 429) return "throttled";
  return status >= 500 ? "server" : "oddAnswer";
}

/** The HTTP client's error as ours. Source: undici.nodejs.org/#/docs/api/Errors (read 2026-11). */
export function transportCode(error: unknown): { code: GitLabErrorCode; what: string } {
  const name = nameOf(error);
  if (/TIMEOUT|TimeoutError/.test(name)) return { code: "timeout", what: "no whole answer in time" };
  if (name === "UND_ERR_RES_EXCEEDED_MAX_SIZE") return { code: "oddAnswer", what: "the answer is larger than 5 MiB" };
  if (/^HPE_|HEADERS_OVERFLOW/.test(name)) return { code: "oddAnswer", what: `the answer is no HTTP (${name})` };
  return { code: "unreachable", what: `the connection broke (${name})` };
}

/** The error's code, e.g. `ECONNRESET`; never its message, which may quote what was sent. */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
