import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type Answer, json } from "./api/answer.ts";
import { answerCall } from "./api/answerCall.ts";
import type { Incoming } from "./api/call.ts";
import { type Fault, faultyAnswer } from "./api/faults.ts";
import { answerControl, controlRoot } from "./control/control.ts";
import type { Twin } from "./twin.ts";

export interface Served {
  /** `http://127.0.0.1:PORT`; the API is below `/api/v4`. */
  readonly url: string;
  /** Ends it, with every request that still hangs. */
  close(): Promise<void>;
}

export interface ServeOptions {
  /** Default: any free one. */
  readonly port?: number;
  /** The root of its web addresses and the name it gives itself in hooks. Default: where it is served. */
  readonly externalUrl?: string;
}

const mostBodyBytes = 1_000_000;

/**
 * Serves a twin's API, and its control, on this machine only.
 *
 * @throws Error when the port is taken
 */
export async function serveTwin(twin: Twin, { port = 0, externalUrl }: ServeOptions = {}): Promise<Served> {
  const server = createServer((request, response) => {
    // a sender that breaks off in the middle gets no answer, and that is all
    answer(twin, request, response).catch(() => response.destroy());
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the twin is not served on a port");
  const url = `http://127.0.0.1:${address.port}`;
  twin.world.url = externalUrl ?? url;
  return {
    url,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(twin: Twin, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const incoming = await readIncoming(request);
  if (!incoming) return send(response, json(413, { error: "413 Request Entity Too Large" }));
  if (incoming.target.startsWith(controlRoot)) return send(response, answerControl(twin, incoming));
  const fault = twin.faults.take(incoming.method, incoming.target);
  const given = fault ? spoiled(twin, incoming, fault) : answerCall(twin.world, incoming);
  twin.requests.push({ method: incoming.method, path: incoming.target, status: given?.status ?? 0 });
  if (given) send(response, given, twin.world.ids.uuid("request"));
  else if (fault?.kind !== "hang") response.destroy();
}

/** What a spoiled request gets; nothing at all where the connection breaks or hangs. */
function spoiled(twin: Twin, incoming: Incoming, fault: Fault): Answer | undefined {
  if (fault.kind === "500after" || fault.kind === "dropAfter") answerCall(twin.world, incoming);
  return faultyAnswer(fault, twin.world.clock());
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

function send(response: ServerResponse, { status, headers, body }: Answer, requestId?: string): void {
  response.writeHead(status, { ...headers, ...(requestId && { "X-Request-Id": requestId }) });
  response.end(body);
}
