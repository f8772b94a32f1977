import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from "aws-lambda";

type Handler = (event: LambdaFunctionURLEvent) => Promise<LambdaFunctionURLResult>;

/** A Lambda request is at most 6 MB; AWS itself refuses bigger ones. */
const largestBodyBytes = 6 * 1024 * 1024;

/**
 * Serves function handlers on 127.0.0.1 as function URLs do: each request becomes a payload 2.0 event, its body in base64.
 *
 * @param routes by the first part of the path, e.g. `gitlab`
 * @param port 0 for any that is free
 * @throws Error with the code EADDRINUSE when the port is taken
 */
export async function serveFunctions(
  routes: Readonly<Record<string, Handler>>,
  port: number,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const room = url.pathname.split("/")[1] ?? "";
    const handler = Object.hasOwn(routes, room) ? routes[room] : undefined;
    const body = await bodyOf(request);
    const result = !handler
      ? { statusCode: 404 }
      : !body
        ? { statusCode: 413 }
        : await handler(urlEvent(request, url, body)).catch(() => ({ statusCode: 502 }));
    const {
      statusCode,
      headers,
      cookies,
      body: text,
    } = typeof result === "string"
      ? { statusCode: 200, headers: {}, cookies: [], body: result }
      : { headers: {}, cookies: [], body: "", ...result };
    if (!body) response.setHeader("connection", "close");
    if (cookies?.length) response.setHeader("set-cookie", cookies);
    response.writeHead(statusCode ?? 200, headers as Record<string, string>).end(text);
  });
  await listen(server, port);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
  });
}

/** The body, or `undefined` when it is larger than a function may be given. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > largestBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function urlEvent(request: IncomingMessage, url: URL, body: Buffer): LambdaFunctionURLEvent {
  const { cookie, ...others } = request.headersDistinct;
  const headers = Object.fromEntries(Object.entries(others).map(([name, values]) => [name, values?.join(",") ?? ""]));
  const method = request.method ?? "GET";
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers,
    ...(cookie && { cookies: cookie.flatMap((one) => one.split("; ")) }),
    requestContext: {
      accountId: "anonymous",
      apiId: "local",
      domainName: `127.0.0.1:${request.socket.localPort}`,
      domainPrefix: "local",
      http: {
        method,
        path: url.pathname,
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
