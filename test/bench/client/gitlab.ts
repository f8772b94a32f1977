import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import { takeAnswers } from "./answers.ts";

// A GitLab that has its answers ready and keeps connections: it shall take less time than whoever asks. It ends with its
// parent, which asks it what it has received.

const { bytes, elsewhere, ...about } = await takeAnswers();
let received = { requests: 0, bytes: 0 };

const server = createServer({ noDelay: true }, (socket) => {
  let text = "";
  socket.on("data", (chunk) => {
    received = { ...received, bytes: received.bytes + chunk.length };
    text = answered(socket, text + chunk.toString("latin1"));
  });
  socket.on("error", () => {});
});

/** Answers each request that is whole. @returns what is not */
function answered(socket: Socket, text: string): string {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return text;
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, end + 2));
  const whole = end + 4 + Number(length?.[1] ?? 0);
  if (text.length < whole) return text;
  received = { ...received, requests: received.requests + 1 };
  socket.write(bytes[text.slice(0, text.indexOf(" HTTP/"))] ?? elsewhere);
  return answered(socket, text.slice(whole));
}

const { promise, resolve } = Promise.withResolvers<void>();
server.listen(0, "127.0.0.1", resolve);
await promise;
process.on("message", () => process.send?.(received));
process.on("disconnect", () => process.exit());
process.send?.({ port: (server.address() as AddressInfo).port, ...about });
