import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Incoming } from "./api/call.ts";

/** A server of this machine only. */
export interface Listening {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Ends it, with every request that still hangs. */
  close(): Promise<void>;
}

const mostBodyBytes = 1_000_000;

/**
 * Listens on a port of this machine; 0: any free one.
 *
 * @param answer gets each request that was read; `undefined` one whose body was too large
 * @throws Error when the port is taken
 */
export async function listen(
  port: number,
  answer: (incoming: Incoming | undefined, response: ServerResponse) => Promise<void>,
): Promise<Listening> {
  const server = createServer((request, response) => {
    // a sender that breaks off in the middle gets no answer, and that is all
    readIncoming(request)
      .then((incoming) => answer(incoming, response))
      .catch(() => response.destroy());
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the twin is not served on a port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function readIncoming(request: IncomingMessage): Promise<Incoming | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= mostBodyBytes) chunks.push(chunk);
  }
  if (bytes > mostBodyBytes) return undefined;
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const);
  return {
    method: request.method ?? "GET",
    target: request.url ?? "/",
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks).toString(),
    origin: `http://${request.headers.host ?? "127.0.0.1"}`,
  };
}
