import { AsyncLocalStorage } from "node:async_hooks";
import { Logger } from "@aws-lambda-powertools/logger";
import { GitLabError } from "../core/errors.ts";
import type { LogFields } from "../core/logFields.ts";
import { redacted, saidBy } from "../core/redact.ts";
import { systemClock } from "./clock.ts";
import type { Environment } from "./config.ts";
import { metricsOf } from "./metrics.ts";

export type { LogFields } from "../core/logFields.ts";

/** Writes one JSON line per fact: `what` is a fixed word, details are fields. Ids yes; secrets and variable values never. */
export interface Log {
  info(what: string, fields?: LogFields): void;
  /** Something that a person should look at. */
  error(what: string, fields?: LogFields): void;
}

/** A line that is longer costs more than it tells. */
const mostBytes = 4_096;

/** The invocation that a line is written in: a function may be busy with several. */
const invocation = new AsyncLocalStorage<string>();

/**
 * Runs one invocation of a function: each line that is written in it has AWS's id of it, as `requestId`.
 *
 * @throws whatever `run` throws, without secrets and without its cause: AWS writes it into the log beside our lines, and an
 *   error of the AWS SDK holds the raw answer
 */
export async function invoked<T>({ awsRequestId }: { awsRequestId: string }, run: () => Promise<T>): Promise<T> {
  try {
    return await invocation.run(awsRequestId, run);
  } catch (error) {
    const bare = new Error(saidBy(error));
    if (error instanceof Error) Object.assign(bare, { name: error.name, stack: redacted(error.stack ?? "") });
    throw bare;
  }
}

/**
 * The log of one function. The only place that writes to the console.
 *
 * @param env of a deployed function, whose lines are metrics as well (`metricsOf`), named after its tables; default: none are
 */
export function createLog(service: string, env: Environment = {}): Log {
  const logger = new Logger({ serviceName: service });
  const namespace = env.PENSTOCK_TABLE_PREFIX?.replace(/-$/, "");
  const line = (what: string, fields: LogFields) => {
    const plain = { requestId: invocation.getStore(), ...plainFields(fields) };
    if (!namespace) return plain;
    return { ...plain, ...metricsOf(what, plain, { namespace, timestamp: systemClock() }) };
  };
  return {
    info: (what, fields = {}) => logger.info(plainText(what), line(what, fields)),
    error: (what, fields = {}) => logger.error(plainText(what), line(what, fields)),
  };
}

/** Whatever a caller's type promised: texts, each as it may be told, numbers, and yes or no. */
function plainFields(fields: LogFields): LogFields {
  const told = Object.entries(fields).flatMap(([name, value]) => {
    if (typeof value === "string") return [[name, plainText(value)]];
    return typeof value === "number" || typeof value === "boolean" ? [[name, value]] : [];
  });
  return Object.fromEntries(told);
}

/** Without secrets, not too long, and nothing in it that breaks a line or turns it: JSON escapes what is below a space only. */
function plainText(text: string): string {
  const line = redacted(text).replace(/[\p{Cf}\p{Zl}\p{Zp}\u007f-\u009f]/gu, "?");
  const bytes = Buffer.from(line);
  return bytes.length <= mostBytes ? line : `${bytes.toString("utf8", 0, mostBytes).replace(/\ufffd+$/, "")}…`;
}

/** Says nothing: for runs whose output is for people. */
export const silent: Log = { info: () => {}, error: () => {} };

/** What went wrong, as fields: the error's name, what it says, its code, its cause, and what GitLab calls the request. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: String(error) };
  return {
    error: error.name,
    reason: error.message,
    ...("code" in error && { code: String(error.code) }),
    ...(error.cause instanceof Error && { cause: error.cause.message }),
    ...(error instanceof GitLabError && error.requestId !== undefined && { gitlab: error.requestId }),
  };
}
