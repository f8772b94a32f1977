import { GitLabError, type GitLabErrorCode } from "../../core/errors.ts";
import { closed } from "./text.ts";

/** What a person asked for cannot be done: `message` says what happened and what to do next. */
export class Problem extends Error {
  override readonly name = "Problem";
}

/** Whose GitLab it is, as far as advice needs it. */
export interface Home {
  /** E.g. `https://gitlab.com`. */
  readonly baseUrl: string;
  /** Whether it is the twin of an `npm start` on this machine. */
  readonly isTwin: boolean;
  readonly tokenKind: TokenKind;
}

/** `job`: a CI job token, told as such; `jobUntold`: one that is shown as an access token. */
export type TokenKind = "access" | "job" | "jobUntold";

/** Source: docs.gitlab.com/security/tokens, the prefix of CI job tokens (read 2026-11). */
export function tokenKindOf(token: string, tokenAs: string | undefined): TokenKind {
  if (tokenAs === "job") return "job";
  return token.startsWith("glcbt-") ? "jobUntold" : "access";
}

/** GitLab's no, or no answer at all, as a person can use it: what happened and what to do next. */
export function problemText({ code, message, advice, retryAfterSeconds }: GitLabError, home: Home): string {
  const cure = cures[code]?.(home) ?? sentence(advice);
  const wait = retryAfterSeconds === undefined ? "" : ` Wait ${retryAfterSeconds} s.`;
  return `${closed(message)} ${cure}${wait}`;
}

/** The same for the whole of a command: any other error passes as it is. */
export function toProblem(error: unknown, home: Home): unknown {
  return error instanceof GitLabError ? new Problem(problemText(error, home), { cause: error }) : error;
}

function sentence(text: string): string {
  return closed(`${text.charAt(0).toUpperCase()}${text.slice(1)}`);
}

const again = "Ask again in a moment.";

/** Where a person with settings and a terminal can do something else than a service that asks again later. */
const cures: Readonly<Partial<Record<GitLabErrorCode, (home: Home) => string>>> = {
  refusedConnection: ({ baseUrl, isTwin }) =>
    isTwin
      ? `Nothing answers at ${baseUrl}, where npm start ran its twin: start it again.`
      : `Nothing answers at ${baseUrl}: check PENSTOCK_GITLAB_URL and the network; for a private CA set PENSTOCK_GITLAB_CA_FILE.`,
  unreachable: () => `GitLab or a proxy before it closed the connection. ${again}`,
  timeout: () => `GitLab or a proxy before it is slow. ${again}`,
  unauthorized: (home) => tokenCures[home.tokenKind](home),
  throttled: () => "GitLab's rate limit is reached.",
  tooLarge: () => "To allow more: --most, e.g. --most 20GB.",
  server: () => `GitLab or a proxy before it has a problem. ${again}`,
};

const tokenCures: Readonly<Record<TokenKind, (home: Home) => string>> = {
  access: ({ baseUrl }) =>
    `The token in PENSTOCK_GITLAB_TOKEN is wrong, expired or revoked: make a new one at ${baseUrl}/-/user_settings/personal_access_tokens.`,
  job: () =>
    "A CI job token only lists jobs and downloads artifacts, and only while its job runs: for all else set PENSTOCK_GITLAB_TOKEN to an access token, and leave PENSTOCK_GITLAB_TOKEN_AS out.",
  jobUntold: () =>
    "The token is a CI job token (glcbt-…): set PENSTOCK_GITLAB_TOKEN_AS to job. It then lists jobs and downloads artifacts while its job runs, and no more.",
};
