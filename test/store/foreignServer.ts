import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { TestContext } from "node:test";

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

/** An HTTP server on a free port that meets each request with the next answer, the last one again and again. */
export async function serve(t: TestContext, answers: readonly Answer[]): Promise<string> {
  let asked = 0;
  const server: Server = createServer((request, response) => {
    const reply = answers[Math.min(asked++, answers.length - 1)];
    reply?.(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export const hang: Answer = () => {};
export const reset: Answer = (request) => request.socket.resetAndDestroy();

/** An answer in DynamoDB's format. */
export function answer(body: unknown, status = 200): Answer {
  return (_request, response) => {
    response.writeHead(status, { "content-type": "application/x-amz-json-1.0" });
    response.end(JSON.stringify(body));
  };
}

/** An error in DynamoDB's words. */
export function fail(type: string, more: Record<string, unknown> = {}, status = 400): Answer {
  return answer({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: type, ...more }, status);
}

/** A cancelled transaction, with the reason for each of its actions. */
export function cancelled(...codes: string[]): Answer {
  return fail("TransactionCanceledException", { CancellationReasons: codes.map((Code) => ({ Code })) });
}

/** Lets the database do what it is asked, and hands its answer on, or loses it. */
export function forward(endpoint: string, { loseAnswer }: { loseAnswer: boolean }): Answer {
  return async (request, response) => {
    const { host: _host, connection: _connection, "content-length": _length, ...headers } = request.headers;
    const body = await text(request);
    const found = await fetch(endpoint, { method: "POST", body, headers: headers as Record<string, string> });
    const said = await found.text();
    if (loseAnswer) return request.socket.resetAndDestroy();
    response.writeHead(found.status, { "content-type": "application/x-amz-json-1.0" });
    response.end(said);
  };
}

/** Where nobody listens: a port that was free a moment ago. */
export async function nowhere(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return `http://127.0.0.1:${port}`;
}
