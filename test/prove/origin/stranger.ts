import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

/** Somebody whom nobody may ask: a port that counts who comes, and keeps what they bring. */
export interface Stranger {
  readonly port: number;
  /** All that came, as text, one for each connection. */
  readonly came: string[];
  /** Resolves when somebody has come. */
  readonly visited: Promise<void>;
  close(): void;
}

/** How TLS begins: it tells nothing. */
export const handshake = "\u0016";

const answer = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";

/** On 127.0.0.1 alone. Whoever comes is answered well, so that they would come again. */
export async function openStranger(): Promise<Stranger> {
  const came: string[] = [];
  const visited = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    const at = came.push("") - 1;
    visited.resolve();
    socket.on("error", () => {});
    socket.on("data", (piece) => {
      came[at] += piece.toString("latin1");
      if (came[at]?.startsWith(handshake)) socket.destroy();
      else if (came[at]?.includes("\r\n\r\n")) socket.end(answer);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    came,
    visited: visited.promise,
    close: () => void server.close(),
  };
}
