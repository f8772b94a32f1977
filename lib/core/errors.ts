/**
 * Stable words for programs: what went wrong while GitLab was asked. `unreachable` and `refusedConnection` differ in
 * what is certain: after the second nothing was sent. Nor was anything after `badRequest`: it made no sense to ask that.
 * `tooLarge`: a download is longer than it may be.
 */
export type GitLabErrorCode =
  | "refusedConnection"
  | "unreachable"
  | "timeout"
  | "unauthorized"
  | "forbidden"
  | "notFound"
  | "throttled"
  | "redirected"
  | "server"
  | "oddAnswer"
  | "badRequest"
  | "tooLarge";

/** Which limit is reached: that of a user or address, that of a kind of request, or that of one job, pipeline or project. */
export type GitLabLimit = "instance" | "endpoint" | "object";

/** GitLab could not be asked, or its answer could not be used. Never carries a token, a header or a variable's value. */
export class GitLabError extends Error {
  override readonly name = "GitLabError";
  readonly code: GitLabErrorCode;
  /** What a person can do about it. */
  readonly advice: string;
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  /** Set when `throttled`. */
  readonly limit?: GitLabLimit;

  constructor(
    code: GitLabErrorCode,
    message: string,
    options: {
      advice: string;
      status?: number;
      retryAfterSeconds?: number;
      limit?: GitLabLimit;
      cause?: unknown;
    },
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.advice = options.advice;
    if (options.status !== undefined) this.status = options.status;
    if (options.retryAfterSeconds !== undefined) this.retryAfterSeconds = options.retryAfterSeconds;
    if (options.limit !== undefined) this.limit = options.limit;
  }
}

/**
 * `throttled`, `conflict`: nothing was written, try later. `ambiguous`: it may have been written, read back.
 * `unavailable`: a read failed, or nothing could be sent. `corrupt`: an item is not what this version wrote.
 */
export type StoreErrorCode = "throttled" | "conflict" | "ambiguous" | "unavailable" | "corrupt" | "tooLarge";

/** The store could not do what was asked. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
  }
}

/** A setting that is missing or malformed; `message` lists all of them, each with its cure. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}
