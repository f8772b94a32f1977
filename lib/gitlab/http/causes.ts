import type { GitLabErrorCode, GitLabLimit } from "../../core/errors.ts";
import type { Headers } from "../signature.ts";
import { type Answer, isSaid } from "./answerbody.ts";
import type { Base } from "./base.ts";
import { isSignIn, movedAdvice, movedTo, signInAdvice } from "./moved.ts";

/** Why GitLab said no, as far as its answer tells it. */
interface Cause {
  readonly code: GitLabErrorCode;
  /** Where the cause is plainer than the code. */
  readonly advice?: string | undefined;
  readonly limit?: GitLabLimit;
}

interface Said {
  readonly where: string;
  /** GitLab's own words, one line. */
  readonly words: string;
  readonly base: Base;
}

/** The cause behind a status that is not 2xx. */
export function causeOf(answer: Answer, said: Said): Cause {
  const { status, headers } = answer;
  if (status >= 300 && status < 400) return redirect(headers.location, said.base);
  switch (status) {
    case 400:
    case 422:
      return { code: "oddAnswer", advice: "GitLab does not accept what was asked: correct what its words name" };
    case 401:
      return { code: "unauthorized" };
    case 403:
      return { code: "forbidden", advice: forbiddenAdvice(headers, said) };
    case 404:
      return isGone(answer, said) ? { code: "notFound" } : { code: "oddAnswer", advice: strangeAdvice };
    case 405:
      return { code: "oddAnswer", advice: pagingAdvice(said.words) };
    case 408:
      return { code: "timeout" };
    case 409:
      return { code: "oddAnswer", advice: conflictAdvice };
    case 429:
      return { code: "throttled", ...throttleOf(headers, said.where) };
    default:
      return { code: status >= 500 ? "server" : "oddAnswer" };
  }
}

function redirect(location: string | undefined, base: Base): Cause {
  const place = location === undefined ? null : URL.parse(location, base.origin);
  if (place === null) return { code: "redirected" };
  if (isSignIn(place)) return { code: "unauthorized", advice: signInAdvice };
  const moved = movedTo(place, base);
  return { code: "redirected", ...(moved !== undefined && { advice: movedAdvice(moved) }) };
}

/**
 * Whether a 404 is GitLab's own word. Its API speaks JSON always; its front server, which takes one file out of an archive,
 * says this one text. Source: gitlab-org/gitlab workhorse/internal/artifacts/entry.go (read 2026-11).
 */
function isGone(answer: Answer, { where, words }: Said): boolean {
  const isFileInArchive = /^GET .*\/jobs\/(\d+\/artifacts\/|artifacts\/.*\/raw\/)/.test(where);
  return isSaid(answer) || (isFileInArchive && words === "404 page not found");
}

const strangeAdvice =
  "GitLab says in JSON what is not there, so this is another's word: check the base URL and the proxies, ask again later";

/** Source: docs.gitlab.com/api/jobs and gitlabhq lib/api/ci/jobs.rb, lib/api/api_guard.rb (read 2026-11). */
function forbiddenAdvice(headers: Headers, { where, words }: Said): string | undefined {
  if (/insufficient_(granular_)?scope/.test(words))
    return "the token may not do this: make one with the scope `api` (`read_api` to look only) or the named permission";
  if (/not (retryable|erasable)/i.test(words))
    return "no right is missing, the job's state does not allow it: look at the job; it may have been retried already";
  // the API itself speaks JSON; a firewall or GitLab's own block of an address does not
  if (!/json/i.test(headers["content-type"] ?? "") && /^(403 )?(forbidden)?$/i.test(words))
    return "GitLab or a firewall before it may block this address: check its allow list, wait an hour after failed sign-ins";
  if (where.endsWith("/play"))
    return "the token's user lacks the role or the right to the protected ref or environment; with variables, the project may let nobody set them: use job inputs";
  return undefined;
}

function pagingAdvice(words: string): string {
  return /keyset/i.test(words)
    ? "this GitLab has no such pages for this list: ask for pages by number"
    : "GitLab does not know this request at this address: it may be too old for it";
}

const conflictAdvice =
  "nothing was changed: GitLab may be counting the project's storage anew, so ask again in some minutes";

/**
 * Three limits answer 429. The one before all of GitLab answers plain text with `RateLimit-…`; the others answer JSON,
 * and those of one job or pipeline (19.4) always with `Retry-After`.
 * Source: docs.gitlab.com/administration/settings/user_and_ip_rate_limits, gitlab-org/gitlab!256678 (read 2026-11).
 */
function throttleOf(headers: Headers, where: string): { limit: GitLabLimit; advice?: string } {
  const isText = !/json/i.test(headers["content-type"] ?? "");
  if (isText || headers["ratelimit-name"] !== undefined) return { limit: "instance" };
  const isAction = /^POST .*\/(jobs|pipelines)\/\d+\/(play|retry|cancel|erase)$/.test(where);
  if (!isAction || headers["retry-after"] === undefined) return { limit: "endpoint" };
  return {
    limit: "object",
    advice: "GitLab allows few such calls a minute on one job, pipeline or project; it is asked again later",
  };
}
