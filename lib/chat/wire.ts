import { buildConnector, Pool } from "undici";
import { millis } from "../core/time.ts";

/** What came back of one request, or what is certain where nothing did. */
export type Answered =
  | { readonly status: number; readonly headers: Readonly<Record<string, string | undefined>>; readonly text: string }
  /** There was no connection: nothing was sent. */
  | { readonly notSent: string }
  /** It may have been read. */
  | { readonly unknown: string };

/** One request below an origin. */
export interface Asked {
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** As JSON. */
  readonly body?: unknown;
}

/** Sends to one origin alone, each request once, following nothing. */
export interface Wire {
  /** Never throws; tells nothing of the address, the headers or the body. */
  send(asked: Asked): Promise<Answered>;
  close(): Promise<void>;
}

const connectSeconds = 3;
const usualSeconds = 10;
const answerBytes = 1024 * 1024;

/** @param seconds from the call to the last byte of its answer; default 10 */
export function openWire(origin: string, seconds = usualSeconds): Wire {
  const unsent = new WeakSet<Error>();
  const pool = openPool(origin, unsent);
  return {
    async send({ method, path, headers = {}, body }) {
      try {
        const answer = await pool.request({
          method,
          path,
          headers: {
            ...headers,
            accept: "application/json",
            "accept-encoding": "identity",
            "user-agent": "Penstock",
            ...(body !== undefined && { "content-type": "application/json; charset=utf-8" }),
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(millis(seconds)),
        });
        const told = Object.entries(answer.headers).map(([name, value]) => [name, value?.toString()]);
        return { status: answer.statusCode, headers: Object.fromEntries(told), text: await answer.body.text() };
      } catch (error) {
        if (error instanceof Error && unsent.has(error)) return { notSent: `no connection (${nameOf(error)})` };
        return { unknown: `no whole answer (${nameOf(error)})` };
      }
    },
    close: async () => await pool.close(),
  };
}

function openPool(origin: string, unsent: WeakSet<Error>): Pool {
  const connect = buildConnector({ timeout: millis(connectSeconds), allowH2: false, minVersion: "TLSv1.2" });
  return new Pool(origin, {
    connect: (target, callback) =>
      connect(target, (...[error, socket]) => {
        if (error) unsent.add(error);
        if (error) callback(error, null);
        else callback(null, socket);
      }),
    connections: 4,
    pipelining: 1,
    allowH2: false,
    maxResponseSize: answerBytes,
  });
}

/** A word of the system's or the client's own, such as `ECONNREFUSED`: an error's text may hold more. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return "no error";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
