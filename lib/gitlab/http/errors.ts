import { GitLabError, type GitLabErrorCode, type GitLabLimit } from "../../core/errors.ts";
import type { Instant } from "../../core/time.ts";
import { known } from "../known.ts";
import { type Answer, requestIdOf, wordsOf } from "./answerbody.ts";
import type { Base } from "./base.ts";
import { causeOf } from "./causes.ts";
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
  badRequest: "nothing was asked: correct what is named here",
  tooLarge: "allow more bytes, or ask for a part",
};

/** What is known about a request that failed. */
interface Failure {
  readonly code: GitLabErrorCode;
  /** E.g. `GET /projects/7/jobs/1001`: the query is left out. */
  readonly where: string;
  readonly what: string;
  /** Better than what is always said of the code. */
  readonly advice?: string | undefined;
  readonly status?: number | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly limit?: GitLabLimit | undefined;
  readonly requestId?: string | undefined;
  readonly cause?: unknown;
}

export function failure({ code, where, what, cause, ...more }: Failure): GitLabError {
  return new GitLabError(code, `${where}: ${what}`, { advice: advice[code], ...known(more), cause: bare(cause) });
}

/** The HTTP client's errors may hold the raw answer, which may echo the token: only the code is kept. */
function bare(cause: unknown): unknown {
  if (cause === undefined || cause instanceof GitLabError) return cause;
  const code = nameOf(cause);
  return Object.assign(new Error(code), { code });
}

/** Who was asked, and when. */
export interface Asked {
  readonly where: string;
  /** What the message must not repeat. */
  readonly veiled: readonly string[];
  readonly now: Instant;
  readonly base: Base;
}

/** GitLab's limits count by the minute; where it names no time, that is how long to wait. */
const unnamedWaitSeconds = 60;

/** An answer that is not 2xx, as an error. */
export function statusFailure(answer: Answer, { where, veiled, now, base }: Asked): GitLabError {
  const { status } = answer;
  const words = wordsOf(answer, veiled);
  const cause = causeOf(answer, { where, words, base });
  return failure({
    ...cause,
    where,
    // most of GitLab's messages begin with the status themselves
    what: words.startsWith(`${status} `) ? words : `${status} ${words}`.trimEnd(),
    status,
    requestId: requestIdOf(answer.headers),
    retryAfterSeconds:
      retryAfterSeconds(answer.headers, now) ?? (cause.code === "throttled" ? unnamedWaitSeconds : undefined),
  });
}

/** The HTTP client's error as ours. Source: undici.nodejs.org/#/docs/api/Errors (read 2026-11). */
export function transportCode(error: unknown): Pick<Failure, "code" | "what" | "advice"> {
  const name = nameOf(error);
  if (/TIMEOUT|TimeoutError/.test(name)) return { code: "timeout", what: "no whole answer in time" };
  if (name === tooLarge)
    return { code: "oddAnswer", what: "the answer is larger than 5 MiB", advice: "ask for less at a time" };
  if (/^HPE_|HEADERS_OVERFLOW/.test(name)) return { code: "oddAnswer", what: `the answer is no HTTP (${name})` };
  return { code: "unreachable", what: `the connection broke (${name})` };
}

const tooLarge = "UND_ERR_RES_EXCEEDED_MAX_SIZE";

/** Whether an answer was larger than is read: less of it may be asked for. */
export function isTooLarge(error: unknown): boolean {
  return error instanceof GitLabError && nameOf(error.cause) === tooLarge;
}

/** The error's code, e.g. `ECONNRESET`; never its message, which may quote what was sent. */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
