import { connect, type Socket } from "node:net";
import type { Caller } from "./loop.ts";

/** How much a socket without a client does with an answer: no less says what was answered, no less reads the job. */
export type Reading = "status" | "json";

interface Connection {
  readonly ask: (request: Buffer) => Promise<Buffer>;
}

/**
 * Requests that are ready, over sockets that are kept, and of an answer's head only where it ends: what no client can do
 * without. It knows neither time-outs nor what went wrong.
 */
export function rawCaller(port: number, projectId: number, token: string, reading: Reading): Caller {
  const free: Connection[] = [];
  const requests = new Map<string, Buffer>();
  const ready = (method: string, path: string) => {
    const known = requests.get(path);
    if (known) return known;
    const length = method === "POST" ? "content-length: 0\r\n" : "";
    const head = `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: keep-alive\r\nauthorization: Bearer ${token}\r\n${length}\r\n`;
    const made = Buffer.from(head);
    requests.set(path, made);
    return made;
  };
  const asked = async (request: Buffer) => {
    const connection = free.pop() ?? (await opened(port));
    const answer = await connection.ask(request);
    free.push(connection);
    return answer;
  };
  const told = (answer: Buffer, jobId: number) => {
    const status = Number(answer.toString("latin1", 9, 12));
    if (reading === "status" && status < 300) return { id: jobId, status: String(status) };
    const value = JSON.parse(answer.toString("utf8", answer.indexOf("\r\n\r\n") + 4));
    return status < 300 ? { id: value.id, status: value.status } : { refused: status, said: value.message };
  };
  const path = `/api/v4/projects/${projectId}/jobs`;
  return {
    look: async (jobId) => told(await asked(ready("GET", `${path}/${jobId}`)), jobId),
    retry: async (jobId) => told(await asked(ready("POST", `${path}/${jobId}/retry`)), jobId),
  };
}

async function opened(port: number): Promise<Connection> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = connect({ port, host: "127.0.0.1", noDelay: true }, resolve);
  socket.on("error", reject);
  await promise;
  return connectionOver(socket);
}

function connectionOver(socket: Socket): Connection {
  let done: (answer: Buffer) => void = () => {};
  let came: Buffer | undefined;
  socket.on("data", (chunk: Buffer) => {
    const all = came ? Buffer.concat([came, chunk]) : chunk;
    came = isWhole(all) ? undefined : all;
    if (!came) done(all);
  });
  return {
    ask: (request) =>
      new Promise((resolve) => {
        done = resolve;
        socket.write(request);
      }),
  };
}

function isWhole(answer: Buffer): boolean {
  const end = answer.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const at = answer.indexOf("Content-Length: ");
  return answer.length >= end + 4 + Number.parseInt(answer.toString("latin1", at + 16, at + 24), 10);
}
