import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Clock } from "../core/time.ts";

// The SDK sends a request again by itself, and reports only how the last attempt ended. A write whose first attempt
// timed out and whose second was refused may have been done all the same, so every attempt's end is remembered.

/** On a request's context, which all its attempts share, and then on its error. */
const maybeDone = "penstockMaybeDone";
const begunAt = "penstockBegunAt";

/** A process may be frozen between two attempts: what it began too long ago it must not send again. */
const mostMillis = 30_000;

/** Errors that come before any byte of the request was sent. */
const unsentCodes: ReadonlySet<unknown> = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]);

/**
 * Makes the client mark each error with whether any attempt may have reached DynamoDB and been carried out; with a clock it
 * makes no attempt more than 30 s after the first.
 */
export function rememberAttempts(client: DynamoDBClient, clock?: Clock): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      try {
        if (clock && clock() - Number(context[begunAt]) > mostMillis)
          throw new Error("the request began too long ago to be sent again");
        return await next(args);
      } catch (error) {
        if (mayHaveBeenDone(error)) context[maybeDone] = true;
        throw error;
      }
    },
    { name: "penstockAttempt", step: "finalizeRequest", priority: "low" },
  );
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (clock) context[begunAt] = clock();
      try {
        return await next(args);
      } catch (error) {
        const marked = error instanceof Error ? error : new Error(String(error));
        throw Object.assign(marked, { [maybeDone]: context[maybeDone] === true });
      }
    },
    { name: "penstockAttempts", step: "initialize", priority: "high" },
  );
}

/** Whether a request that failed so may have been carried out; yes also for errors that nobody marked. */
export function wasMaybeDone(error: unknown): boolean {
  if (typeof error === "object" && error !== null && maybeDone in error) return error[maybeDone] === true;
  return mayHaveBeenDone(error);
}

/** An answer below 500 is DynamoDB's no; all else but a refused connection leaves it open. */
function mayHaveBeenDone(error: unknown): boolean {
  const { code, name, $metadata } = error as {
    code?: unknown;
    name?: unknown;
    $metadata?: { httpStatusCode?: number };
  };
  // Says that an earlier attempt with the same token, ours, is still under way.
  if (name === "TransactionInProgressException") return true;
  const status = $metadata?.httpStatusCode;
  if (status !== undefined) return status < 400 || status >= 500;
  return !unsentCodes.has(code);
}
