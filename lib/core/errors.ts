import { redacted } from "./redact.ts";

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

/**
 * GitLab could not be asked, or its answer could not be used. Never carries a token, a header or a variable's value: its
 * message goes into tasks, the journal, notices and answers, so what looks like a secret is taken out of it here.
 */
export class GitLabError extends Error {
  override readonly name = "GitLabError";
  readonly code: GitLabErrorCode;
  /** What a person can do about it. */
  readonly advice: string;
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  /** Set when `throttled`. */
  readonly limit?: GitLabLimit;
  /** What GitLab's own logs call the request: `correlation_id`. Missing: nothing was answered, or not by GitLab. */
  readonly requestId?: string;

  constructor(
    code: GitLabErrorCode,
    message: string,
    options: {
      advice: string;
      status?: number;
      retryAfterSeconds?: number;
      limit?: GitLabLimit;
      requestId?: string;
      cause?: unknown;
    },
  ) {
    super(redacted(message), { cause: options.cause });
    this.code = code;
    this.advice = options.advice;
    if (options.status !== undefined) this.status = options.status;
    if (options.retryAfterSeconds !== undefined) this.retryAfterSeconds = options.retryAfterSeconds;
    if (options.limit !== undefined) this.limit = options.limit;
    if (options.requestId !== undefined) this.requestId = options.requestId;
  }
}

/**
 * `throttled`, `conflict`: nothing was written, try later. `ambiguous`: it may have been written, read back.
 * `unavailable`: a read failed, or nothing could be sent. `corrupt`: an item is not what this version wrote. `newer`: a later
 * Penstock wrote it, in a format that this one does not know; it must be left as it is.
 */
export type StoreErrorCode = "throttled" | "conflict" | "ambiguous" | "unavailable" | "corrupt" | "newer" | "tooLarge";

/** The store could not do what was asked. Its message quotes what the database said, without what looks like a secret. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(redacted(message), { cause: options.cause });
    this.code = code;
  }
}

/** A setting that is missing or malformed; `message` lists all of them, each with its cure. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}
