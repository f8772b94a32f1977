import { buildConnector, Pool } from "undici";
import { millis } from "../../core/time.ts";
import type { Headers } from "../signature.ts";

/** The connections to one origin, and the errors after which certainly nothing was sent, because there was none. */
export interface Connections {
  readonly pool: Pool;
  readonly unsent: WeakSet<Error>;
}

interface Bounds {
  /** Who vouches for the other side, as PEM. Default: the public CAs. */
  readonly ca?: string | readonly string[];
  readonly connectSeconds: number;
  /** For the head of an answer, and between two pieces of its body; 0: whoever asks has a watch of their own. */
  readonly waitSeconds: number;
  /** -1: no bound here. */
  readonly answerBytes: number;
  /** `null`: as many as are needed. */
  readonly connections: number | null;
}

/** Connections are opened when they are needed, with TLS 1.2 or newer. */
export function openPool(origin: string, { ca, connectSeconds, waitSeconds, ...bounds }: Bounds): Connections {
  const unsent = new WeakSet<Error>();
  const connect = buildConnector({
    timeout: millis(connectSeconds),
    allowH2: false,
    minVersion: "TLSv1.2",
    ...(ca !== undefined && { ca: typeof ca === "string" ? ca : [...ca] }),
  });
  const pool = new Pool(origin, {
    connect: (target, callback) =>
      connect(target, (...[error, socket]) => {
        if (error) unsent.add(error);
        if (error) callback(error, null);
        else callback(null, socket);
      }),
    connections: bounds.connections,
    pipelining: 1,
    allowH2: false,
    headersTimeout: millis(waitSeconds),
    bodyTimeout: millis(waitSeconds),
    maxResponseSize: bounds.answerBytes,
  });
  return { pool, unsent };
}

/** An answer's headers by their lower-case names; one that was sent twice is joined with a comma. */
export function flatten(headers: Sent): Headers {
  if (isFlat(headers)) return headers;
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value?.toString()]));
}

type Sent = Readonly<Record<string, string | string[] | undefined>>;

/** Whether none was sent twice, as of most answers. */
function isFlat(headers: Sent): headers is Headers {
  for (const name in headers) if (typeof headers[name] !== "string") return false;
  return true;
}
