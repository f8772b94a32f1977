import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from "aws-lambda";
import { openIncoming } from "./incoming.ts";
import { pathOf, urlEvent } from "./urlEvent.ts";

type Handler = (event: LambdaFunctionURLEvent) => Promise<LambdaFunctionURLResult>;

export interface ServerOptions {
  /** 0 for any that is free. */
  readonly port: number;
  /** What all bodies that are there at once may take; default 256 MiB. What is more waits unread. */
  readonly mostHeldBytes?: number;
}

/** So long a request may take to arrive. */
const arrivalSeconds = 30;
/** A burst's connections wait here until they are accepted; the system may allow fewer. */
const backlog = 4096;

/**
 * Serves function handlers on 127.0.0.1 as function URLs do: each request becomes a payload 2.0 event, its body in base64.
 *
 * @param routes by the first part of the path, e.g. `gitlab`
 * @param options the port alone, or more
 * @throws Error with the code EADDRINUSE when the port is taken
 */
export async function serveFunctions(
  routes: Readonly<Record<string, Handler>>,
  options: number | ServerOptions,
): Promise<{ url: string; close(): Promise<void> }> {
  const { port, mostHeldBytes } = typeof options === "number" ? { port: options } : options;
  const incoming = openIncoming(mostHeldBytes);
  const server = createServer({ requestTimeout: arrivalSeconds * 1000 }, (request, response) => {
    const path = pathOf(request.url ?? "/");
    const room = path?.split("/", 2)[1] ?? "";
    const handler = Object.hasOwn(routes, room) ? routes[room] : undefined;
    const take = async (body: Buffer | "tooLarge") => {
      if (path === undefined || !handler) return answer(response, { statusCode: path === undefined ? 400 : 404 });
      if (body !== "tooLarge")
        return answer(response, await handler(urlEvent(request, path, body)).catch(() => ({ statusCode: 502 })));
      response.setHeader("connection", "close");
      return answer(response, { statusCode: 413 });
    };
    // What cannot be sent, a header that is none for instance, must not end the process.
    incoming.read(request, (body) => take(body).catch(() => void response.destroy()));
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

/** The length is told, not left to chunks: an answer is one write. */
function answer(response: ServerResponse, result: LambdaFunctionURLResult): void {
  if (typeof result === "string") {
    response.end(result);
    return;
  }
  response.statusCode = result.statusCode ?? 200;
  for (const name in result.headers) response.setHeader(name, String(result.headers[name]));
  if (result.cookies?.length) response.setHeader("set-cookie", result.cookies);
  response.end(result.body ?? "");
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: "127.0.0.1", backlog }, () => resolve());
  });
}
