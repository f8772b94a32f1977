import { createServer, type Socket } from "node:net";
import type { TestContext } from "node:test";
import { listen } from "../server.ts";

/** A server that answers a request's head byte by byte, as no HTTP library would. */
export async function raw(t: TestContext, answer: (socket: Socket, head: string) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("data", (head) => answer(socket, `${head}`));
  });
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return listen(server);
}
