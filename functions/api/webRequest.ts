import type { LambdaFunctionURLEvent } from "aws-lambda";
import { readRequest } from "../../lib/edge/request.ts";

/**
 * A path that a standard client would read as another one: a step to the folder itself or the one above, or a letter that
 * is escaped though none need be. IAM's policies can name paths, and must mean the one that is answered.
 */
const ambiguousPath = /(^|\/)(\.|%2e){1,2}(\/|$)|[\\\t\n\r]|%(2[de]|3\d|4[1-9a-f]|5[\daf]|6[1-9a-f]|7[\dae])/i;

/** The event as the standard request that the router takes; `undefined` for one that no standard client could send. */
export function toWebRequest(event: LambdaFunctionURLEvent): Request | undefined {
  const { method, path, headers, body, bodyBytes } = readRequest(event);
  if (ambiguousPath.test(path)) return undefined;
  const known = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  try {
    return new Request(`https://penstock${path.startsWith("/") ? "" : "/"}${path}?${event.rawQueryString}`, {
      method,
      headers: known.map(([name, value]): [string, string] => [name, value]),
      ...(bodyBytes > 0 && method !== "GET" && method !== "HEAD" && { body: Buffer.from(body()) }),
    });
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
