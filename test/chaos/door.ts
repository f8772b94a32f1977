import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { Ends } from "../flows/process.ts";
import { below, type Random } from "../fuzz/random.ts";
import type { Penstock } from "./penstock.ts";

/** A hook that came to the door. */
export interface Knock {
  readonly delivery: string;
  /** What the Penstock that got it answered; missing where none could. */
  readonly status?: number;
  readonly answer?: string;
}

/** Stands before the Penstocks as a load balancer does: hands each hook to one that serves, and notes the answer. */
export interface Door {
  readonly url: string;
  readonly knocks: readonly Knock[];
}

const patienceMillis = 1_500;

export async function openDoor(
  penstocks: readonly Penstock[],
  { ends, random }: { ends: Ends; random: Random },
): Promise<Door> {
  const knocks: Knock[] = [];
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request).catch(() => undefined);
    const up = penstocks.flatMap((one) => one.address() ?? []);
    const chosen = up[below(random, up.length)];
    const answered = chosen && body && (await passOn(chosen.hookUrl, request, body));
    knocks.push({ delivery: String(request.headers["webhook-id"]), ...answered });
    response.writeHead(answered?.status ?? 502).end(answered?.answer);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ends.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the door has no port");
  return { url: `http://127.0.0.1:${address.port}/gitlab/gitlab`, knocks };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** `undefined`: it was killed, frozen or too slow. */
async function passOn(url: string, { headers }: IncomingMessage, body: Buffer) {
  try {
    const passed = Object.entries(headers).filter(([name]) =>
      /^(x-gitlab|webhook|idempotency|content-type)/.test(name),
    );
    const answer = await fetch(url, {
      method: "POST",
      headers: Object.fromEntries(passed.map(([name, value]) => [name, String(value)])),
      body,
      signal: AbortSignal.timeout(patienceMillis),
    });
    return { status: answer.status, answer: await answer.text() };
  } catch {
    return undefined;
  }
}
