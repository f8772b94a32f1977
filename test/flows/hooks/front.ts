import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Ends } from "../process.ts";

/** What stands between GitLab and the door, and may be broken. */
export interface Front {
  /** A hook's address: it ends as the door's does. */
  readonly hookUrl: string;
  /** What it answers in place of the door; `null`: the door answers. */
  status: number | null;
  /** What came to the door through it, by the deliveries' keys. */
  readonly passed: string[];
}

/** A front before the door at `target`, e.g. `http://127.0.0.1:7700/gitlab/main`. Ends with the test. */
export async function openFront(t: Ends, target: string): Promise<Front> {
  const passed: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    if (front.status !== null) return void response.writeHead(front.status).end();
    passed.push(String(request.headers["idempotency-key"]));
    const { host: _, connection: __, "content-length": ___, ...headers } = request.headers;
    const answer = await fetch(target, { method: "POST", body, headers: headers as Record<string, string> });
    response.writeHead(answer.status).end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const front: Front = { hookUrl: `http://127.0.0.1:${port}${new URL(target).pathname}`, status: null, passed };
  return front;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
