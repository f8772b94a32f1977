import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A way to a server of this machine that can be shut: then it answers as DynamoDB does when it is not well. */
export interface Gate {
  readonly url: string;
  shut(): void;
  open(): void;
  close(): Promise<void>;
}

export async function openGate(to: string): Promise<Gate> {
  let isShut = false;
  const server = createServer((incoming, response) => {
    if (isShut) refuse(incoming, response);
    else pass(incoming, response, to);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    shut() {
      isShut = true;
    },
    open() {
      isShut = false;
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Source: docs.aws.amazon.com/amazondynamodb, "Error handling with DynamoDB" (read 2026-11). */
function refuse(incoming: IncomingMessage, response: ServerResponse): void {
  incoming.resume();
  response.writeHead(500, { "content-type": "application/x-amz-json-1.0" });
  response.end(JSON.stringify({ __type: "com.amazonaws.dynamodb.v20120810#InternalServerError", message: "away" }));
}

function pass(incoming: IncomingMessage, response: ServerResponse, to: string): void {
  const { method, url = "/", headers } = incoming;
  const onward = request(new URL(url, to), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on("error", () => response.destroy());
  incoming.pipe(onward);
}
