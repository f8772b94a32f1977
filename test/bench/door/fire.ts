import { connect, type Socket } from "node:net";

/** What came of a round. */
export interface Round {
  readonly millis: number;
  /** How many answers there were of each status. */
  readonly statuses: ReadonlyMap<number, number>;
  /** How long answers took, in milliseconds, in no order. */
  readonly latencies: readonly number[];
}

/** Whom to ask what, how long, and over how many connections at once. */
export interface Firing {
  readonly port: number;
  /** The whole request: its head and its body. */
  readonly request: (at: number) => Buffer;
  readonly connections: number;
  /** Missing: as long as `most` takes. */
  readonly millis?: number;
  /** So many requests and no more. */
  readonly most?: number;
  /** Told of every answer, by the number of its request. */
  readonly heard?: (at: number, status: number, body: string) => void;
}

/**
 * Sends requests over kept connections, each the next as soon as the last was answered, and waits for every answer. It
 * speaks HTTP itself, and only as much as it must: a client would take longer than the server.
 *
 * @throws Error when a connection breaks before its answer came
 */
export async function fire(firing: Firing): Promise<Round> {
  const statuses = new Map<number, number>();
  const latencies: number[] = [];
  const began = performance.now();
  let next = 0;
  const take = () => {
    const isOver = firing.millis !== undefined && performance.now() - began >= firing.millis;
    return isOver || next >= (firing.most ?? Infinity) ? undefined : next++;
  };
  const told: Told = ({ at, status, body, millis }) => {
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    latencies.push(millis);
    firing.heard?.(at, status, body);
  };
  await Promise.all(Array.from({ length: firing.connections }, () => overOne(firing, take, told)));
  return { millis: performance.now() - began, statuses, latencies };
}

type Told = (answer: { at: number; status: number; body: string; millis: number }) => void;

async function overOne({ port, request }: Firing, take: () => number | undefined, told: Told): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  let at = 0;
  let sentAt = 0;
  let text = "";
  const ask = () => {
    const next = take();
    if (next === undefined) {
      end(socket, resolve);
      return;
    }
    at = next;
    const bytes = request(at);
    sentAt = performance.now();
    socket.write(bytes);
  };
  socket.on("connect", ask);
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1");
    const answer = answerIn(text);
    if (!answer) return;
    text = "";
    told({ at, ...answer, millis: performance.now() - sentAt });
    ask();
  });
  socket.on("error", reject);
  socket.on("close", () => reject(new Error("the server hung up")));
  return promise;
}

function end(socket: Socket, resolve: () => void): void {
  resolve();
  socket.removeAllListeners("close");
  socket.on("error", () => {});
  socket.end();
}

const headEnd = "\r\n\r\n";

/** An answer that is there as a whole; else `undefined`. A body that came in pieces is left as it came. */
function answerIn(text: string): { status: number; body: string } | undefined {
  const end = text.indexOf(headEnd);
  if (end < 0) return undefined;
  const body = text.slice(end + headEnd.length);
  const length = /\r\ncontent-length: (\d+)/i.exec(text);
  const isWhole = length ? body.length >= Number(length[1]) : text.endsWith(`0${headEnd}`);
  return isWhole ? { status: Number(text.slice(9, 12)), body } : undefined;
}
