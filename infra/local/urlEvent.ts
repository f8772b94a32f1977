import type { IncomingMessage } from "node:http";
import type { LambdaFunctionURLEvent } from "aws-lambda";

/** An HTTP request as a function URL hands it over: payload 2.0, its body in base64. */
export function urlEvent(request: IncomingMessage, path: string, body: Buffer): LambdaFunctionURLEvent {
  const { headers, cookies } = headersOf(request);
  const method = request.method ?? "GET";
  const question = request.url?.indexOf("?") ?? -1;
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: question < 0 ? "" : (request.url ?? "").slice(question + 1),
    headers,
    ...(cookies && { cookies }),
    requestContext: {
      accountId: "anonymous",
      apiId: "local",
      domainName: `127.0.0.1:${request.socket.localPort}`,
      domainPrefix: "local",
      http: {
        method,
        path,
        protocol: "HTTP/1.1",
        sourceIp: request.socket.remoteAddress ?? "",
        userAgent: headers["user-agent"] ?? "",
      },
      requestId: "local",
      routeKey: "$default",
      stage: "$default",
      time: "",
      timeEpoch: 0,
    },
    body: body.toString("base64"),
    isBase64Encoded: true,
  };
}

/**
 * By lower-case names, one that was sent twice joined with a comma; cookies apart, as AWS has them. Where none was sent twice,
 * Node has read them so already.
 */
function headersOf({ headers: read, rawHeaders: raw }: Pick<IncomingMessage, "headers" | "rawHeaders">): {
  headers: Record<string, string>;
  cookies?: string[] | undefined;
} {
  if (isPlain(read) && Object.keys(read).length * 2 === raw.length) return { headers: read };
  const headers: Record<string, string> = Object.create(null);
  let cookies: string[] | undefined;
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at]?.toLowerCase() ?? "";
    const value = raw[at + 1] ?? "";
    if (name === "cookie") cookies = [...(cookies ?? []), ...value.split("; ")];
    else headers[name] = name in headers ? `${headers[name]},${value}` : value;
  }
  return { headers, cookies };
}

/** Whether there is nothing that AWS has apart, and no list. */
function isPlain(headers: IncomingMessage["headers"]): headers is Record<string, string> {
  return headers.cookie === undefined && headers["set-cookie"] === undefined;
}

/**
 * The path that was asked for, `..` and the like resolved.
 *
 * @returns `undefined` for what is no address
 */
export function pathOf(target: string): string | undefined {
  // Most are plain, and a parser would take longer than the answer.
  if (/^(?:\/[\w-]+)+$/.test(target)) return target;
  return URL.parse(target, "http://localhost")?.pathname;
}
