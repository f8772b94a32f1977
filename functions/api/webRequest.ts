import type { LambdaFunctionURLEvent } from "aws-lambda";
import { readRequest } from "../../lib/edge/request.ts";

/** The event as the standard request that the router takes; `undefined` for one that no standard client could send. */
export function toWebRequest(event: LambdaFunctionURLEvent): Request | undefined {
  const { method, path, headers, body, bodyBytes } = readRequest(event);
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
