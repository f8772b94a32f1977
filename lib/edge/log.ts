import { Logger } from "@aws-lambda-powertools/logger";

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes one JSON line per fact: `what` is a fixed word, details are fields. Ids yes; secrets and variable values never. */
export interface Log {
  info(what: string, fields?: LogFields): void;
  /** Something that a person should look at. */
  error(what: string, fields?: LogFields): void;
}

/** The log of one function. The only place that writes to the console. */
export function createLog(service: string): Log {
  const logger = new Logger({ serviceName: service });
  return {
    info: (what, fields = {}) => logger.info(what, { ...fields }),
    error: (what, fields = {}) => logger.error(what, { ...fields }),
  };
}

/** Says nothing: for runs whose output is for people. */
export const silent: Log = { info: () => {}, error: () => {} };

/** What went wrong, as fields: the error's name, code and message, and those of its cause. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: String(error) };
  return {
    error: error.name,
    message: error.message,
    ...("code" in error && { code: String(error.code) }),
    ...(error.cause instanceof Error && { cause: error.cause.message }),
  };
}
