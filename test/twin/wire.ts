import { connect } from "node:net";
import type { twinWorld } from "./world.ts";

type World = Pick<Awaited<ReturnType<typeof twinWorld>>, "served" | "twin">;

/** How a connection ended, and what came before that. */
export interface Wire {
  readonly ended: "FIN" | "RST" | "alive";
  readonly bytes: Buffer;
}

/** Sends a request below `/api/v4` as the bot, by hand; waits until the connection ends, or until an answer is whole. */
export function wire({ served, twin }: World, line: string): Promise<Wire> {
  const { hostname, port } = new URL(served.url);
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    const done = (ended: Wire["ended"]) => {
      resolve({ ended, bytes: Buffer.concat(chunks) });
      socket.destroy();
    };
    socket.on("data", (chunk) => {
      chunks.push(chunk);
      if (isWhole(Buffer.concat(chunks))) done("alive");
    });
    socket.on("end", () => done("FIN"));
    socket.on("error", (error: NodeJS.ErrnoException) => (error.code === "ECONNRESET" ? done("RST") : reject(error)));
    const [method, path] = line.split(" ");
    socket.write(
      `${method} /api/v4${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nPRIVATE-TOKEN: ${twin.bot.token}\r\n`,
    );
    socket.write("Content-Length: 0\r\n\r\n");
  });
}

function isWhole(bytes: Buffer): boolean {
  const headEnd = bytes.indexOf("\r\n\r\n");
  const [, length] = /content-length: (\d+)/i.exec(bytes.subarray(0, Math.max(0, headEnd)).toString()) ?? [];
  return headEnd >= 0 && bytes.length >= headEnd + 4 + Number(length ?? 0);
}
